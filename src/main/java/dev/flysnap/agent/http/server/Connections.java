package dev.flysnap.agent.http.server;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The open connections, oldest first. A new one is always let in: where there are too many, an old
 * one has to go. One that asks for something at once is served long before its turn comes.
 */
final class Connections {
    private final ServerLimits limits;

    /** Guarded by this. */
    private final Set<Connection> open = new LinkedHashSet<>();

    private boolean isClosed;

    Connections(ServerLimits limits) {
        this.limits = limits;
    }

    void admit(Connection connection) {
        synchronized (this) {
            if (!isClosed) {
                open.add(connection);
                notifyAll();
            }
        }
        if (!isOpen(connection)) {
            connection.close();
            return;
        }
        close(tooManyStrangers(connection.address()));
    }

    private synchronized boolean isOpen(Connection connection) {
        return open.contains(connection);
    }

    private synchronized List<Connection> tooManyStrangers(InetAddress newest) {
        Map<InetAddress, Integer> counts = new HashMap<>();
        open.stream()
                .filter(it -> !it.isTrusted())
                .forEach(it -> counts.merge(it.address(), 1, Integer::sum));
        if (counts.getOrDefault(newest, 0) > limits.strangersOfAddress()) {
            return oldest(it -> !it.isTrusted() && it.address().equals(newest));
        }
        if (counts.values().stream().mapToInt(it -> it).sum() <= limits.strangers()) {
            return List.of();
        }
        int most = counts.values().stream().max(Comparator.naturalOrder()).orElse(0);
        return oldest(it -> !it.isTrusted() && counts.get(it.address()) == most);
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
