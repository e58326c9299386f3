package dev.flysnap.agent.http.server;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The open connections, oldest first. A new one is always let in: where there are too many, an old
 * one has to go that keeps us waiting. Until there is one that had its time, nobody else is let in:
 * so one that asks for something at once is served, however many come.
 */
final class Connections {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(5);

    /** How exactly deadlines are kept. */
    private static final Duration BETWEEN_CLOSINGS = Duration.ofMillis(250);

    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final ServerLimits limits;

    /** Guarded by this. */
    private final Set<Connection> open = new LinkedHashSet<>();

    private boolean isClosed;

    /** When {@link #closeSome} is to look; guarded by this. */
    private long nextClosingNanos = System.nanoTime();

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
                    oldest(
                            it ->
                                    !it.isTrusted()
                                            && (tooManyOfAddress
                                                    ? it.address().equals(newest)
                                                    : counts.getOrDefault(it.address(), 0L)
                                                            == most),
                            1);
            if (!oldest.isEmpty()) {
                return oldest;
            }
            wait(BETWEEN_LOOKS.toMillis());
        }
        return List.of();
    }

    /** Takes the oldest out that may go. */
    private List<Connection> oldest(Predicate<Connection> which, long most) {
        List<Connection> found =
                open.stream().filter(which).filter(Connection::mayGiveWay).limit(most).toList();
        found.forEach(open::remove);
        return found;
    }

    synchronized void remove(Connection connection) {
        open.remove(connection);
        notifyAll();
    }

    /** A connection waits for its client no longer than that. */
    synchronized void expect(long deadlineNanos) {
        if (deadlineNanos - nextClosingNanos < 0) {
            nextClosingNanos = deadlineNanos;
            notifyAll();
        }
    }

    /**
     * When the next one's time is over, closes it, and of too many with a token the oldest. Until
     * then it does nothing: a machine with a client that keeps its connection is to stay idle.
     */
    void closeSome() throws InterruptedException {
        List<Connection> some = new ArrayList<>();
        synchronized (this) {
            while (open.isEmpty() || nextClosingNanos - System.nanoTime() > 0) {
                long left = nextClosingNanos - System.nanoTime();
                wait(open.isEmpty() ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)));
            }
            long now = System.nanoTime();
            open.stream().filter(it -> it.nanosLeft(now) < 0).forEach(some::add);
            some.forEach(open::remove);
            long tooMany = open.stream().filter(Connection::isTrusted).count() - limits.trusted();
            List<Connection> oldest = oldest(Connection::isTrusted, Math.max(0, tooMany));
            some.addAll(oldest);
            long least =
                    tooMany > oldest.size()
                            ? 0
                            : open.stream().mapToLong(it -> it.nanosLeft(now)).min().orElse(0);
            nextClosingNanos =
                    now + Math.clamp(least, BETWEEN_CLOSINGS.toNanos(), LONGEST.toNanos());
        }
        close(some);
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
