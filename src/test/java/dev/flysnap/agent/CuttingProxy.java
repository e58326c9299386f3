package dev.flysnap.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/** Passes bytes on, and cuts the connection each time when so many have come back. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final InetSocketAddress to;
    private final long everyBytes;
    private final AtomicLong passed = new AtomicLong();
    private final AtomicLong cuts = new AtomicLong();

    CuttingProxy(InetSocketAddress to, long everyBytes) throws IOException {
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.to = to;
        this.everyBytes = everyBytes;
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return server.getLocalPort();
    }

    long cuts() {
        return cuts.get();
    }

    long passed() {
        return passed.get();
    }

    private void serve() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket agent = new Socket(to.getAddress(), to.getPort());
                Thread.ofVirtual().start(() -> pass(client, agent, false));
                Thread.ofVirtual().start(() -> pass(agent, client, true));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket into, boolean isCut) {
        byte[] bytes = new byte[4096];
        try (from;
                into;
                InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream()) {
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                out.write(bytes, 0, count);
                if (isCut) {
                    long before = passed.getAndAdd(count);
                    if (before / everyBytes != (before + count) / everyBytes) {
                        cuts.incrementAndGet();
                        return;
                    }
                }
            }
        } catch (IOException e) {
            // The other side went.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
