package dev.flysnap.agent.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * A request and its answer. For one thread at a time.
 *
 * <p>A request that is no {@linkplain #beginTransfer() transfer} has to have its body complete
 * within a few seconds. Whatever a client keeps waiting is closed in the end: reads and writes fail
 * then.
 */
public final class Exchange {
    private final ClientLink connection;
    private final RequestHead head;
    private final RequestBody body;
    private final ServerLimits limits;
    private final long receivedNanos = System.nanoTime();
    private final long bodyDeadline;
    private boolean isTransfer;
    private boolean isContinued;
    private boolean hasBegun;
    private boolean isComplete;
    private boolean mayGoOn;

    Exchange(ClientLink connection, RequestHead head, RequestBody body, ServerLimits limits) {
        this.connection = connection;
        this.head = head;
        this.body = body;
        this.limits = limits;
        this.bodyDeadline = Connection.after(limits.body());
    }

    public RequestHead head() {
        return head;
    }

    /** When its head had come, as {@link System#nanoTime}. */
    public long receivedNanos() {
        return receivedNanos;
    }

    /**
     * From now on bodies of any length may go either way, for as long as something moves at least
     * once a minute; the connection never gives way to another one. Only for those who have shown a
     * token.
     */
    public void beginTransfer() {
        isTransfer = true;
        connection.beginTransfer();
    }

    private long deadline() {
        return isTransfer ? Connection.after(limits.stalled()) : bodyDeadline;
    }

    /** The body; a client that asks first is told to send it at the first read. */
    public InputStream body() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                if (body.isFinished()) {
                    return length == 0 ? 0 : -1;
                }
                return connection.waitForClient(
                        deadline(),
                        () -> {
                            if (head.expectsContinue() && !isContinued) {
                                isContinued = true;
                                connection.out().write(RequestHead.CONTINUE);
                            }
                            return body.read(into, offset, length);
                        });
            }
        };
    }

    /**
     * Sends the answer.
     *
     * @throws IOException also if one has begun already, which can only be broken off then
     */
    public void answer(Answer answer) throws IOException {
        if (hasBegun) {
            throw new IOException("an answer had begun already");
        }
        mayGoOn = mayGoOn();
        write(ResponseHead.of(answer, mayGoOn));
        if (!isHead()) {
            write(answer.bytes());
        }
        isComplete = true;
    }

    /**
     * Begins an answer whose body is written piece by piece. It is whole once the stream is closed:
     * close it only then, so that a client can tell an answer that broke off.
     *
     * @param length of the body in bytes, where it is known
     */
    public OutputStream answer(int status, List<Answer.Header> headers, OptionalLong length)
            throws IOException {
        boolean isChunked = length.isEmpty() && head.isHttp11();
        mayGoOn = mayGoOn() && (isChunked || length.isPresent());
        write(ResponseHead.of(status, headers, length, mayGoOn, isChunked));
        return new Pieces(isChunked, length);
    }

    private boolean mayGoOn() {
        return connection.isTrusted()
                && head.isHttp11()
                && !head.asksToClose()
                && body.isFinished();
    }

    private boolean isHead() {
        return head.method().equals("HEAD");
    }

    /** Whether the answer is out, and another request may follow. */
    boolean goesOn() {
        return mayGoOn && isComplete;
    }

    private void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        hasBegun = true;
        boolean _ =
                connection.waitForClient(
                        Connection.after(connection.isTrusted() ? limits.stalled() : limits.body()),
                        () -> {
                            connection.out().write(bytes, offset, length);
                            return true;
                        });
    }

    private final class Pieces extends OutputStream {
        private static final byte[] LINE_END = {'\r', '\n'};

        private final boolean isChunked;
        private long left;
        private boolean isClosed;

        Pieces(boolean isChunked, OptionalLong length) {
            this.isChunked = isChunked;
            this.left = length.orElse(Long.MAX_VALUE);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0 || isHead()) {
                return;
            }
            if (length > left) {
                throw new IOException("the answer is longer than it said");
            }
            left -= length;
            if (isChunked) {
                Exchange.this.write(chunkHead(length));
            }
            Exchange.this.write(bytes, offset, length);
            if (isChunked) {
                Exchange.this.write(LINE_END);
            }
        }

        private static byte[] chunkHead(int length) {
            return (HexFormat.of().toHexDigits(length) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void close() throws IOException {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (isChunked && !isHead()) {
                Exchange.this.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            isComplete = isChunked || left == 0 || isHead();
        }
    }
}
