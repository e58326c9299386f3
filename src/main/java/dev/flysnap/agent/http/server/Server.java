package dev.flysnap.agent.http.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Listens, and serves each connection in a virtual thread. */
public final class Server implements AutoCloseable {
    private static final int BACKLOG = 4096;

    private static final Duration AFTER_FAILED_ACCEPT = Duration.ofMillis(50);

    private final ServerSocket socket;
    private final ServerLimits limits;
    private final RequestHandler handler;
    private final Connections connections;
    private final Thread accepting;
    private final Thread closing;

    private Server(ServerSocket socket, ServerLimits limits, RequestHandler handler) {
        this.socket = socket;
        this.limits = limits;
        this.handler = handler;
        this.connections = new Connections(limits);
        this.accepting =
                Thread.ofPlatform().daemon().name("flysnap-hook-accept").unstarted(this::accept);
        this.closing = Thread.ofVirtual().name("flysnap-hook-deadlines").unstarted(this::closeSome);
    }

    /**
     * @throws IOException if the address is not free, or not ours
     */
    public static Server start(
            InetSocketAddress listen, ServerLimits limits, RequestHandler handler)
            throws IOException {
        Server server = bind(listen, limits, handler);
        server.serve();
        return server;
    }

    /**
     * Takes the address: who connects waits until {@link #serve}.
     *
     * @throws IOException if the address is not free, or not ours
     */
    public static Server bind(InetSocketAddress listen, ServerLimits limits, RequestHandler handler)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(listen, BACKLOG);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return new Server(socket, limits, handler);
    }

    /** Once. */
    public void serve() {
        accepting.start();
        closing.start();
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Connection connection =
                        new Connection(socket.accept(), limits, handler, connections);
                connections.add(connection);
                Thread.ofVirtual().name("flysnap-hook-connection").start(connection);
                connections.makeRoom(connection.address());
            } catch (IOException e) {
                // Most likely no descriptors are left, or it is closed.
                connections.closeStrangers();
                pause(AFTER_FAILED_ACCEPT);
            } catch (InterruptedException e) {
                // It is closed.
                return;
            }
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            // It is closed.
            Thread.currentThread().interrupt();
        }
    }

    private void closeSome() {
        try {
            while (!socket.isClosed()) {
                connections.closeSome();
            }
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    /** Closes every connection, also of requests that are being worked on. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody can connect any more, either way.
        }
        accepting.interrupt();
        closing.interrupt();
        connections.closeAll();
    }
}
