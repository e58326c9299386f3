package dev.flysnap.agent.http.server;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** One connection and its requests, one after the other, in its own virtual thread. */
final class Connection implements Runnable, ClientLink {
    /** Small, since strangers have one too; large reads go past it. */
    private static final int BUFFER = 2048;

    /** What is left of a request that was refused is read so far, so that the answer arrives. */
    private static final int MAX_DRAINED = 256 * 1024;

    /** A client that has something to ask has sent its head by then, unless it is very slow. */
    private static final Duration PROTECTED = Duration.ofMillis(100);

    private static final Duration DRAIN = Duration.ofSeconds(1);

    private final Socket socket;
    private final ServerLimits limits;
    private final RequestHandler handler;
    private final Connections connections;
    private volatile boolean isTrusted;
    private volatile boolean isTransfer;
    private volatile boolean isWaiting;
    private volatile boolean isHeadNext;
    private volatile boolean isInRead;
    private volatile long waitingSinceNanos;
    private volatile long deadlineNanos;

    Connection(
            Socket socket, ServerLimits limits, RequestHandler handler, Connections connections) {
        this.socket = socket;
        this.limits = limits;
        this.handler = handler;
        this.connections = connections;
        this.deadlineNanos = after(limits.head());
    }

    InetAddress address() {
        return socket.getInetAddress();
    }

    @Override
    public boolean isTrusted() {
        return isTrusted;
    }

    /**
     * Whether it may be closed in favour of another one: its client had time to say what it wants.
     */
    boolean mayGiveWay() {
        return isWaiting
                && !isTransfer
                && System.nanoTime() - waitingSinceNanos > PROTECTED.toNanos()
                && !isOurTurn();
    }

    /** Whether its client has sent something of a head, and it is we who had no time to read it. */
    private boolean isOurTurn() {
        try {
            return isHeadNext && (!isInRead || socket.getInputStream().available() > 0);
        } catch (IOException e) {
            // It was closed.
            return false;
        }
    }

    /** The socket's, which tells when somebody waits in it. */
    private final class Incoming extends FilterInputStream {
        Incoming(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            isInRead = true;
            try {
                return super.read(into, offset, length);
            } finally {
                isInRead = false;
            }
        }
    }

    /** Until its time is over; one that does not wait for its client has all the time. */
    long nanosLeft(long now) {
        return isWaiting ? deadlineNanos - now : Long.MAX_VALUE;
    }

    static long after(Duration fromNow) {
        return System.nanoTime() + fromNow.toNanos();
    }

    @Override
    public <T> T waitForClient(long deadline, ClientWait<T> wait) throws IOException {
        return waitForClient(deadline, false, wait);
    }

    private <T> T waitForClient(long deadline, boolean isForHead, ClientWait<T> wait)
            throws IOException {
        isHeadNext = isForHead;
        deadlineNanos = deadline;
        waitingSinceNanos = System.nanoTime();
        isWaiting = true;
        connections.expect(deadline);
        try {
            return wait.run();
        } finally {
            isWaiting = false;
        }
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(new Incoming(socket.getInputStream()), BUFFER);
            boolean goesOn = serve(in, deadlineNanos);
            while (goesOn) {
                awaitNext(in);
                goesOn = serve(in, after(limits.head()));
            }
        } catch (IOException e) {
            // The client went away, or its time was over: there is nobody to tell.
        } finally {
            connections.remove(this);
        }
    }

    private void awaitNext(InputStream in) throws IOException {
        in.mark(1);
        int _ = waitForClient(after(limits.idle()), true, in::read);
        in.reset();
    }

    /** Returns whether another request may follow. */
    private boolean serve(InputStream in, long headDeadline) throws IOException {
        try {
            Optional<RequestHead> head =
                    waitForClient(headDeadline, true, () -> RequestHead.read(in));
            if (head.isPresent() && serve(in, head.get())) {
                return true;
            }
        } catch (MalformedRequest e) {
            refuse(e.why());
        }
        closeSlowly(in);
        return false;
    }

    private boolean serve(InputStream in, RequestHead head) throws IOException {
        RequestBody body = RequestBody.of(head, in);
        if (!isTrusted && handler.isTrusted(head)) {
            isTrusted = true;
            connections.expect(System.nanoTime()); // there may be too many of these now
        }
        Exchange exchange = new Exchange(this, head, body, limits);
        handler.handle(exchange);
        isTransfer = false;
        return exchange.goesOn();
    }

    private void refuse(String why) throws IOException {
        Answer answer = handler.malformed(why);
        int _ =
                waitForClient(
                        after(limits.body()),
                        () -> {
                            out().write(ResponseHead.of(answer, false));
                            out().write(answer.bytes());
                            return 0;
                        });
    }

    /** A socket that is closed with something unread in it makes the client lose the answer. */
    private void closeSlowly(InputStream in) throws IOException {
        socket.shutdownOutput();
        byte[] some = new byte[BUFFER];
        int _ =
                waitForClient(
                        after(DRAIN),
                        () -> {
                            int left = MAX_DRAINED;
                            int read = in.read(some);
                            while (read >= 0 && left > 0) {
                                left -= read;
                                read = in.read(some);
                            }
                            return left;
                        });
    }

    @Override
    public void beginTransfer() {
        isTransfer = true;
    }

    @Override
    public OutputStream out() throws IOException {
        return socket.getOutputStream();
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The system has let go of it either way.
        }
    }
}
