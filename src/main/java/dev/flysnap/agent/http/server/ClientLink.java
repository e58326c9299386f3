package dev.flysnap.agent.http.server;

import java.io.IOException;
import java.io.OutputStream;

/** What an {@link Exchange} needs of its client: a connection, or a request that lies in memory. */
interface ClientLink {
    /** Part of the work that waits for the client. */
    interface ClientWait<T> {
        T run() throws IOException;
    }

    /** Whether it has shown a token. */
    boolean isTrusted();

    /**
     * @param deadline as {@link System#nanoTime}; a client that takes longer is given up
     */
    <T> T waitForClient(long deadline, ClientWait<T> wait) throws IOException;

    /** From now on it may take long, as long as something moves. */
    void beginTransfer();

    /** Takes the answer. */
    OutputStream out() throws IOException;
}
