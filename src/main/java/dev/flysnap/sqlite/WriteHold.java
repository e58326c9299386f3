package dev.flysnap.sqlite;

import dev.flysnap.problem.FlysnapException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps writers off one or several databases, until it is released or its time is over.
 *
 * <p>A thread of its own owns the connections: it takes the locks, waits for whichever comes first
 * and rolls back, so the end needs nobody's help, no network, and no other thread's good behaviour.
 * It is no daemon's last act either: when the process dies the locks die with it. The one thing
 * that nothing ends is a process that is stopped (SIGSTOP) while it holds.
 *
 * <p>While it lasts, readers go on and writers get SQLITE_BUSY: it has to be shorter than the app's
 * busy_timeout. Several databases are locked in the order given, all or none.
 */
public final class WriteHold {
    /** With one database locked, the others have to follow within this time or all are let go. */
    private static final Duration ALL_WITHIN = Duration.ofMillis(100);

    private static final Duration PAUSE = Duration.ofMillis(20);

    /**
     * How a hold ended.
     *
     * @param byRelease false when its time was over first
     * @param heldFor from the last lock taken until the first let go
     */
    public record End(boolean byRelease, Duration heldFor) {}

    private final List<Path> files;
    private final Duration lockWait;
    private final Duration limit;

    private final CountDownLatch decided = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final ReentrantLock monitor = new ReentrantLock();
    private final Condition changed = monitor.newCondition();

    private long lockedNanos;
    private long deadlineNanos;
    private boolean released;
    private @Nullable End end;
    private @Nullable RuntimeException failure;

    private WriteHold(List<Path> files, Duration lockWait, Duration limit) {
        this.files = List.copyOf(files);
        this.lockWait = lockWait;
        this.limit = limit;
    }

    /**
     * Locks all of them.
     *
     * @param lockWait how long to try; writers go on meanwhile
     * @param limit when the hold ends by itself, from the moment at which all are locked
     * @throws FlysnapException if they stay busy, or are not what they should be
     */
    public static WriteHold take(List<Path> files, Duration lockWait, Duration limit) {
        WriteHold hold = new WriteHold(files, lockWait, limit);
        Thread owner = new Thread(hold::own, "flysnap-write-hold");
        owner.setDaemon(true);
        owner.start();
        awaitUninterruptibly(hold.decided);
        hold.monitor.lock();
        try {
            if (hold.failure != null) {
                throw hold.failure;
            }
        } finally {
            hold.monitor.unlock();
        }
        return hold;
    }

    /** When the last lock was taken, as {@link System#nanoTime}. */
    public long lockedNanos() {
        return guarded(() -> lockedNanos);
    }

    /** Whether writers are still off. */
    public boolean isOn() {
        return guarded(() -> end == null && !released && System.nanoTime() - deadlineNanos < 0);
    }

    /** What is left of it; zero when it is over. */
    public Duration remaining() {
        return guarded(() ->
                end != null || released
                        ? Duration.ZERO
                        : Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
    }

    /** How it ended, once it has. */
    public Optional<End> end() {
        return guarded(() -> Optional.ofNullable(end));
    }

    /** Moves the end to {@code fromLock} after the lock; it is over at once if that has passed. */
    public void endAfter(Duration fromLock) {
        guarded(() -> {
            deadlineNanos = lockedNanos + fromLock.toNanos();
            changed.signalAll();
            return deadlineNanos;
        });
    }

    /**
     * Lets writers go, and returns when they are. Says how it ended, also when that was earlier;
     * can be called again.
     */
    public End release() {
        guarded(() -> {
            // After the deadline it is the deadline that ended it, however late its thread wakes
            // up.
            if (System.nanoTime() - deadlineNanos < 0) {
                released = true;
            }
            changed.signalAll();
            return released;
        });
        return awaitEnd();
    }

    /** Waits until it is over, one way or the other. */
    public End awaitEnd() {
        awaitUninterruptibly(over);
        return end().orElseThrow();
    }

    private void own() {
        List<Database> open = new ArrayList<>();
        try {
            refuseUnwritable();
            for (Path file : files) {
                open.add(Database.open(file));
            }
            lockAll(open);
            refuseUnwritable();
            guarded(() -> {
                lockedNanos = System.nanoTime();
                deadlineNanos = lockedNanos + limit.toNanos();
                return lockedNanos;
            });
            decided.countDown();
            awaitDeadlineOrRelease();
            letGo(open);
        } catch (RuntimeException e) {
            guarded(() -> {
                failure = e;
                return e;
            });
        } finally {
            // Closing ends every transaction, whatever happened above.
            closeAll(open);
            noteEnd();
            decided.countDown();
            over.countDown();
        }
    }

    /**
     * A file that we cannot write is opened read-only by SQLite without a word, and there BEGIN
     * IMMEDIATE succeeds and locks nothing: whoever can write would go on. Told by access(2), which
     * opens nothing.
     */
    private void refuseUnwritable() {
        for (Path file : files) {
            if (Files.exists(file) && !Files.isWritable(file)) {
                throw SqliteProblems.readOnly(file).exception();
            }
        }
    }

    private void lockAll(List<Database> open) {
        long deadline = System.nanoTime() + lockWait.toNanos();
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<Database> busy = tryAll(open, left);
            if (busy.isEmpty()) {
                return;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw SqliteProblems.busy(busy.get().file(), lockWait).exception();
            }
            // Nothing is locked now: writers get their turn before the next try.
            pause();
        }
    }

    /** Locks all, or none and says which one was busy. */
    private static Optional<Database> tryAll(List<Database> open, Duration first) {
        List<Database> locked = new ArrayList<>();
        long othersUntil = 0;
        for (Database database : open) {
            Duration wait =
                    locked.isEmpty()
                            ? first
                            : Duration.ofNanos(Math.max(0, othersUntil - System.nanoTime()));
            boolean got = false;
            try {
                got = database.beginImmediate(wait);
            } finally {
                if (!got) {
                    locked.forEach(Database::rollback);
                }
            }
            if (!got) {
                return Optional.of(database);
            }
            if (locked.isEmpty()) {
                othersUntil = System.nanoTime() + ALL_WITHIN.toNanos();
            }
            locked.add(database);
        }
        return Optional.empty();
    }

    private void awaitDeadlineOrRelease() {
        monitor.lock();
        try {
            while (!released) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                try {
                    changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread; if somebody does, the deadline still counts.
                }
            }
        } finally {
            monitor.unlock();
        }
    }

    private void letGo(List<Database> open) {
        noteEnd();
        open.forEach(Database::rollback);
    }

    /** Before the first rollback: from here on nobody may be told that writers are off. */
    private void noteEnd() {
        guarded(() -> {
            if (end == null) {
                long heldNanos = lockedNanos == 0 ? 0 : System.nanoTime() - lockedNanos;
                end = new End(released, Duration.ofNanos(heldNanos));
            }
            return end;
        });
    }

    private static void closeAll(List<Database> open) {
        for (Database database : open) {
            try {
                database.close();
            } catch (FlysnapException e) {
                // SQLite frees the locks with the handle; the next open tells what is wrong.
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            // This thread is ours alone; the deadline bounds the loop.
        }
    }

    /** The owner's own limits bound this; an interrupt stays set for whoever called. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T guarded(Supplier<T> look) {
        monitor.lock();
        try {
            return look.get();
        } finally {
            monitor.unlock();
        }
    }
}
