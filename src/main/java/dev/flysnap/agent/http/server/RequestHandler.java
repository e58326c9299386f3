package dev.flysnap.agent.http.server;

import java.io.IOException;

/** What a server does with requests. Called in the virtual thread of the connection. */
public interface RequestHandler {
    /** Whether it shows a token. Its connection is then kept before those of strangers. */
    boolean isTrusted(RequestHead head);

    /**
     * Answers a request, once. Long work and calls of native code belong into threads of their own.
     *
     * @throws IOException if the client is gone; the connection is closed then, as after any other
     *     failure
     */
    void handle(Exchange exchange) throws IOException;

    /**
     * The answer to something that is no HTTP/1.1 request.
     *
     * @param why a sentence
     */
    Answer malformed(String why);
}
