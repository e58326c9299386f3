package dev.flysnap.agent.http.server;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** On a computer so busy that what has arrived is not read. */
@Timeout(180)
class ConnectionTest {
    private static final RequestHandler NOBODY_ASKS =
            new RequestHandler() {
                @Override
                public boolean isTrusted(RequestHead head) {
                    throw new AssertionError();
                }

                @Override
                public void handle(Exchange exchange) {
                    throw new AssertionError();
                }

                @Override
                public Answer malformed(String why) {
                    throw new AssertionError(why);
                }
            };

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile int arrived;

    /** What arrives in it lies there. */
    private final class BusySocket extends Socket {
        @Override
        public void setTcpNoDelay(boolean on) {
            // It is not connected.
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() throws IOException {
                    try {
                        closed.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return -1;
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    return read();
                }

                @Override
                public int available() {
                    return arrived;
                }
            };
        }
    }

    private static void await(Connection connection, boolean mayGiveWay) {
        while (connection.mayGiveWay() != mayGiveWay) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whoHasSentItsHeadDoesNotGiveWayForThatItWasNotReadYet() throws Exception {
        Connection connection =
                new Connection(
                        new BusySocket(),
                        ServerLimits.DEFAULT,
                        NOBODY_ASKS,
                        new Connections(ServerLimits.DEFAULT));
        Thread serving = Thread.ofPlatform().daemon().start(connection);
        await(connection, true);
        arrived = 1;
        assertFalse(connection.mayGiveWay());
        arrived = 0;
        await(connection, true);
        closed.countDown();
        serving.join();
    }
}
