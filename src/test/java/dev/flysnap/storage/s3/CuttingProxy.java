package dev.flysnap.storage.s3;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between flysnap and the server, and cuts connections in the middle. */
public final class CuttingProxy implements AutoCloseable {
    /** Which way the bytes go that are counted. */
    public enum Way {
        UP,
        DOWN
    }

    private final ServerSocket server;
    private final int port;
    private final Map<Way, AtomicLong> passed =
            Map.of(Way.UP, new AtomicLong(), Way.DOWN, new AtomicLong());
    private volatile Way way = Way.UP;
    private volatile long cutAt = Long.MAX_VALUE;
    private volatile boolean isForGood;
    private volatile long holdAt = Long.MAX_VALUE;
    private volatile CountDownLatch held = new CountDownLatch(0);

    public CuttingProxy(int port) {
        this.port = port;
        try {
            server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    public int port() {
        return server.getLocalPort();
    }

    private AtomicLong count(Way which) {
        return Objects.requireNonNull(passed.get(which));
    }

    /** Bytes that have passed that way. */
    public long passed(Way which) {
        return count(which).get();
    }

    /**
     * Counts anew, and cuts the connection when so many bytes have passed.
     *
     * @param forGood whether nothing comes through afterwards; else once
     */
    public void cut(Way which, long afterBytes, boolean forGood) {
        way = which;
        isForGood = forGood;
        for (AtomicLong each : passed.values()) {
            each.set(0);
        }
        cutAt = afterBytes;
    }

    /** Ends a cut that was for good. */
    public void comeBack() {
        isForGood = false;
    }

    /** Lets nothing more through when so many bytes have gone up; returns when that is so. */
    public CountDownLatch holdAfter(long bytes) {
        cut(Way.UP, Long.MAX_VALUE, false);
        CountDownLatch now = new CountDownLatch(1);
        holdAt = bytes;
        held = now;
        return now;
    }

    /** Lets everything through again. */
    public void release() {
        holdAt = Long.MAX_VALUE;
    }

    public boolean hasCut() {
        return cutAt < 0;
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (isForGood && hasCut()) {
                    client.close();
                    continue;
                }
                Socket behind = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
                Thread.ofVirtual().start(() -> pass(client, behind, Way.UP));
                Thread.ofVirtual().start(() -> pass(behind, client, Way.DOWN));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, Way which) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                long before = count(which).getAndAdd(read);
                if (which == way && !hasCut() && before + read >= cutAt) {
                    out.write(buffer, 0, (int) Math.max(0, cutAt - before));
                    out.flush();
                    cutAt = -1;
                    // A reset: nobody takes it for the end.
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                    return;
                }
                if (which == Way.UP && before + read >= holdAt) {
                    held.countDown();
                    // Until its process is killed.
                    while (in.read(buffer) >= 0) {}
                    return;
                }
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException gone) {
            // The other side sees it too.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
