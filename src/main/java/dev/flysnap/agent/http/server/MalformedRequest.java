package dev.flysnap.agent.http.server;

import java.io.IOException;

/** What came is no HTTP/1.1 request. */
final class MalformedRequest extends IOException {
    private static final long serialVersionUID = 1L;

    private final String why;

    /**
     * @param why the end of a sentence for the client
     */
    MalformedRequest(String why) {
        super(why);
        this.why = why;
    }

    String why() {
        return why;
    }
}
