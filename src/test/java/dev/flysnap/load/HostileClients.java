package dev.flysnap.load;

import dev.flysnap.agent.SteppingAgentMain;
import dev.flysnap.contract.HookPaths;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that hold connections to an agent, each in its way, and come again when they are closed.
 */
final class HostileClients implements AutoCloseable {
    private static final long BEFORE_NEXT_NANOS = 200_000_000;
    private static final long DRIP_NANOS = 100_000_000;

    private static final String POST = "POST " + HookPaths.QUIESCE + " HTTP/1.1\r\n";
    private static final String LENGTH = "Content-Length: 60000\r\n\r\n";

    enum Attack {
        SILENT(""),
        HALF_A_HEAD("P"),
        DRIPPED_HEAD(POST + "A: "),
        NO_BODY(POST + LENGTH),
        NO_BODY_WITH_TOKEN(
                POST + "Authorization: Bearer " + SteppingAgentMain.TOKEN + "\r\n" + LENGTH),
        UNREAD_ANSWERS("GET /metrics HTTP/1.1\r\n\r\n".repeat(1000)),
        NOISE("\u0016\u0003\u0001 noise \u0000\u00ff".repeat(500)),
        COMES_AND_GOES("");

        private final byte[] bytes;

        Attack(String text) {
            this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final InetSocketAddress agent;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong connected = new AtomicLong();
    private volatile boolean isOver;

    private HostileClients(InetSocketAddress agent) {
        this.agent = agent;
    }

    /** Returns when that many connections were made, by each kind of attack. */
    static HostileClients on(InetSocketAddress agent, List<Attack> attacks, int each) {
        HostileClients clients = new HostileClients(agent);
        for (Attack attack : attacks) {
            for (int i = 0; i < each; i++) {
                clients.threads.add(Thread.ofVirtual().start(() -> clients.run(attack)));
            }
        }
        while (clients.connected.get() < (long) attacks.size() * each) {
            LockSupport.parkNanos(1_000_000);
        }
        return clients;
    }

    private void run(Attack attack) {
        while (!isOver) {
            try (Socket socket = new Socket(agent.getAddress(), agent.getPort())) {
                connected.incrementAndGet();
                socket.getOutputStream().write(attack.bytes);
                switch (attack) {
                    case COMES_AND_GOES -> {
                        continue;
                    }
                    case DRIPPED_HEAD -> drip(socket);
                    case UNREAD_ANSWERS -> LockSupport.park();
                    default -> awaitClose(socket);
                }
            } catch (IOException closed) {
                // It comes again.
            }
            LockSupport.parkNanos(BEFORE_NEXT_NANOS);
        }
    }

    private void drip(Socket socket) throws IOException {
        while (!isOver) {
            socket.getOutputStream().write('a');
            LockSupport.parkNanos(DRIP_NANOS);
        }
    }

    private static void awaitClose(Socket socket) throws IOException {
        byte[] some = new byte[512];
        int read = socket.getInputStream().read(some);
        while (read >= 0) {
            read = socket.getInputStream().read(some);
        }
    }

    @Override
    public void close() {
        isOver = true;
        // A virtual thread that is interrupted closes the socket that it waits for.
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
