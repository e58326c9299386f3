package dev.flysnap.agent.http.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The open connections, oldest first. A new one is always let in: where there are too many, an old
 * one has to go that keeps us waiting. Until there is one that had its time, nobody else is let in:
 * so one that asks for something at once is served, however many come.
 */
final class Connections {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    private final ServerLimits limits;

    /** Guarded by this. */
    private final Set<Connection> open = new LinkedHashSet<>();

    private boolean isClosed;

    Connections(ServerLimits limits) {
        this.limits = limits;
    }

    void add(Connection connection) {
        synchronized (this) {
            if (!isClosed) {
                open.add(connection);
                notifyAll();
                return;
            }
        }
        connection.close();
    }

    /** Returns when there is room for the next one, after one from that address. */
    void makeRoom(InetAddress newest) throws InterruptedException {
        close(oldestStrangers(newest));
    }

    /** Those to close, taken out; waits where all of them are too new for that. */
    private synchronized List<Connection> oldestStrangers(InetAddress newest)
            throws InterruptedException {
        while (!isClosed) {
            Map<InetAddress, Long> counts =
                    open.stream()
                            .filter(it -> !it.isTrusted())
                            .collect(
                                    Collectors.groupingBy(
                                            Connection::address, Collectors.counting()));
            boolean tooManyOfAddress =
                    counts.getOrDefault(newest, 0L) > limits.strangersOfAddress();
            long all = counts.values().stream().mapToLong(it -> it).sum();
            if (!tooManyOfAddress && all <= limits.strangers()) {
                return List.of();
            }
            long most = counts.values().stream().mapToLong(it -> it).max().orElse(0);
            List<Connection> oldest =
                    oldest(it ->
                            !it.isTrusted()
                                    && (tooManyOfAddress
                                            ? it.address().equals(newest)
                                            : counts.getOrDefault(it.address(), 0L) == most));
            if (!oldest.isEmpty()) {
                return oldest;
            }
            wait(BETWEEN_LOOKS.toMillis());
        }
        return List.of();
    }

    /** Called when a connection has shown a token. */
    void trusted() {
        List<Connection> closed;
        synchronized (this) {
            closed =
                    open.stream().filter(Connection::isTrusted).count() > limits.trusted()
                            ? oldest(Connection::isTrusted)
                            : List.of();
        }
        close(closed);
    }

    /** Takes the oldest out that waits for its client. */
    private List<Connection> oldest(Predicate<Connection> which) {
        List<Connection> found =
                open.stream().filter(which).filter(Connection::mayGiveWay).limit(1).toList();
        found.forEach(open::remove);
        return found;
    }

    synchronized void remove(Connection connection) {
        open.remove(connection);
        notifyAll();
    }

    /** Closes those whose time is over. Waits while there are none at all. */
    void closeExpired() throws InterruptedException {
        List<Connection> expired;
        synchronized (this) {
            while (open.isEmpty()) {
                wait();
            }
            long now = System.nanoTime();
            expired = open.stream().filter(it -> it.isExpired(now)).toList();
            expired.forEach(open::remove);
        }
        close(expired);
    }

    /** There are no descriptors left: strangers have to go. */
    void closeStrangers() {
        List<Connection> strangers;
        synchronized (this) {
            strangers = open.stream().filter(it -> !it.isTrusted()).toList();
            strangers.forEach(open::remove);
        }
        close(strangers);
    }

    void closeAll() {
        List<Connection> all;
        synchronized (this) {
            isClosed = true;
            all = new ArrayList<>(open);
            open.clear();
        }
        close(all);
    }

    /** Outside the lock: the threads of the closed ones want it. */
    private static void close(List<Connection> connections) {
        connections.forEach(Connection::close);
    }
}
