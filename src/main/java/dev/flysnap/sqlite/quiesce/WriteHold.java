package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FlysnapException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps writers off one or several databases, until it is released or its time is over.
 *
 * <p>A dedicated thread owns the connections: it takes the locks, waits for release or deadline and
 * rolls back, so the end depends on no network and no other thread. When the process dies its locks
 * are released. Only a process stopped by SIGSTOP keeps its hold.
 *
 * <p>While it lasts, readers continue and writers get SQLITE_BUSY: it has to be shorter than the
 * app's busy_timeout. Several databases are locked all or none.
 *
 * <p>Before it is taken it can <em>brake</em>: keep writers off for a moment again and again, so
 * that they cannot write faster than a disk syncs.
 */
public final class WriteHold {
    /** What a commit may have to wait for the brake, besides its turn. */
    private static final Duration BRAKE_ON = Duration.ofMillis(6);

    private static final Duration BRAKE_OFF = Duration.ofMillis(3);

    /** A disk that is still behind after this will not catch up. */
    private static final Duration BRAKE_LIMIT = Duration.ofSeconds(3);

    /**
     * How a hold ended.
     *
     * @param byRelease false when its time was over first
     * @param heldFor from the last lock taken until the first let go
     * @param changes what has happened to the files in spite of the locks, one sentence without its
     *     end a database
     */
    public record End(boolean byRelease, Duration heldFor, List<String> changes) {
        /** Whether nobody wrote until it was released. */
        public boolean isIntact() {
            return byRelease && changes.isEmpty();
        }
    }

    /** The stages of a hold, in this order. */
    private enum Stage {
        OPENING,
        OPEN,
        BRAKING,
        TAKING,
        ON,
        OVER
    }

    private final ReentrantLock monitor = new ReentrantLock();
    private final Condition changed = monitor.newCondition();

    private Stage stage = Stage.OPENING;
    private Duration lockWait = Duration.ZERO;
    private Duration limit = Duration.ZERO;
    private long lockedNanos;
    private long deadlineNanos;
    private boolean released;
    private boolean isEnding;
    private @Nullable HeldFiles watched;
    private @Nullable End end;
    private @Nullable RuntimeException failure;

    private WriteHold() {}

    /**
     * Opens the databases, and keeps nobody off yet. Has to be released, taken or not.
     *
     * @throws FlysnapException if they are not what they should be
     */
    public static WriteHold open(List<Path> files) {
        WriteHold hold = new WriteHold();
        List<Path> ordered = List.copyOf(files);
        Thread owner = new Thread(() -> hold.runOwner(ordered), "flysnap-write-hold");
        owner.setDaemon(true);
        owner.start();
        hold.await(() -> hold.stage != Stage.OPENING);
        hold.throwFailure();
        return hold;
    }

    /**
     * From now on, until it is taken, writers are kept off for 6 ms at a time and get 3 ms in
     * between; for 3 s at most.
     */
    public void brake() {
        change(() -> {
            if (stage == Stage.OPEN) {
                stage = Stage.BRAKING;
            }
        });
    }

    /**
     * Locks all of them, unless it is released meanwhile.
     *
     * @param lockWait how long to try; writers go on meanwhile
     * @param limit when the hold ends by itself, from the moment at which all are locked
     * @throws FlysnapException if they stay busy, or are not what they should be
     */
    public void take(Duration lockWait, Duration limit) {
        change(() -> {
            this.lockWait = lockWait;
            this.limit = limit;
            if (isWaiting()) {
                stage = Stage.TAKING;
            }
        });
        await(() -> stage == Stage.ON || stage == Stage.OVER);
        throwFailure();
    }

    /** When the last lock was taken, as {@link System#nanoTime}. */
    public long lockedNanos() {
        return guarded(() -> lockedNanos);
    }

    /** Whether writers are still off. */
    public boolean isOn() {
        return !remaining().isZero();
    }

    /** What is left of it; zero when it is over. */
    public Duration remaining() {
        return guarded(() ->
                stage != Stage.ON || end != null || released
                        ? Duration.ZERO
                        : Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
    }

    /** How it ended, once it has. */
    public Optional<End> end() {
        return guarded(() -> Optional.ofNullable(end));
    }

    /**
     * From now on the files are to stay as they are: they are looked through at the end, before
     * writers are let go, and closed.
     *
     * @return false if it is over already, and nobody closes them
     */
    boolean watch(HeldFiles files) {
        return guarded(() -> {
            if (stage == Stage.ON && !isEnding) {
                watched = files;
                return true;
            }
            return false;
        });
    }

    /** Moves the end to {@code fromLock} after the lock; it is over at once if that has passed. */
    public void endAfter(Duration fromLock) {
        change(() -> deadlineNanos = lockedNanos + fromLock.toNanos());
    }

    /**
     * Lets writers go, and returns when they are. Says how it ended, also when that was earlier;
     * can be called again.
     */
    public End release() {
        change(() -> {
            // After the deadline it is the deadline that ended it, however late its thread wakes
            // up.
            if (stage != Stage.ON || System.nanoTime() - deadlineNanos < 0) {
                released = true;
            }
        });
        return awaitEnd();
    }

    /** Waits until it is over, one way or the other. */
    public End awaitEnd() {
        await(() -> stage == Stage.OVER);
        return end().orElseThrow();
    }

    private void runOwner(List<Path> files) {
        try (WriteLocks locks = WriteLocks.open(files)) {
            change(() -> stage = Stage.OPEN);
            await(() -> stage != Stage.OPEN || released);
            boolean locked = brakeUntilTaken(locks);
            if (guarded(() -> stage == Stage.TAKING)) {
                hold(locks, locked);
            }
        } catch (RuntimeException e) {
            change(() -> failure = e);
        } catch (Error e) {
            change(() -> failure = new IllegalStateException("the hold's own thread failed", e));
            throw e;
        } finally {
            // The locks are gone with their connections.
            change(() -> {
                recordEnd(List.of());
                stage = Stage.OVER;
            });
        }
    }

    /** Returns whether the locks are on: who takes the hold during a brake keeps its locks. */
    private boolean brakeUntilTaken(WriteLocks locks) {
        long giveUp = System.nanoTime() + BRAKE_LIMIT.toNanos();
        while (guarded(this::isBraking) && System.nanoTime() - giveUp < 0) {
            if (locks.tryOnce(BRAKE_ON, () -> true).isEmpty()) {
                change(() -> lockedNanos = System.nanoTime());
                await(() -> !isBraking(), until(BRAKE_ON));
                if (guarded(() -> stage == Stage.TAKING)) {
                    return true;
                }
                locks.release();
            }
            await(() -> !isBraking(), until(BRAKE_OFF));
        }
        await(() -> !isBraking());
        return false;
    }

    private void hold(WriteLocks locks, boolean locked) {
        if (!locked) {
            if (!locks.take(lockWait, () -> !guarded(() -> released))) {
                return;
            }
            change(() -> lockedNanos = System.nanoTime());
        }
        locks.refuseUnwritable();
        change(() -> {
            deadlineNanos = System.nanoTime() + limit.toNanos();
            stage = Stage.ON;
        });
        awaitDeadlineOrRelease();
        try (HeldFiles files = takeWatched()) {
            // After the deadline it is not intact, whatever the files are like.
            List<String> changes = guarded(() -> released) ? files.changes() : List.of();
            // Before the rollback: from here on nobody may be told that writers are off.
            change(() -> recordEnd(changes));
            locks.release();
        }
    }

    private HeldFiles takeWatched() {
        return guarded(() -> {
            isEnding = true;
            HeldFiles files = watched == null ? new HeldFiles() : watched;
            // What is over is remembered for a while; the files need not be.
            watched = null;
            return files;
        });
    }

    private void awaitDeadlineOrRelease() {
        await(() -> released, () -> deadlineNanos - System.nanoTime());
    }

    private boolean isWaiting() {
        return stage == Stage.OPEN || stage == Stage.BRAKING;
    }

    private boolean isBraking() {
        return stage == Stage.BRAKING && !released;
    }

    private void recordEnd(List<String> changes) {
        if (end == null) {
            long heldNanos = stage == Stage.ON ? System.nanoTime() - lockedNanos : 0;
            end = new End(released, Duration.ofNanos(heldNanos), changes);
        }
    }

    private void throwFailure() {
        Optional<RuntimeException> failed = guarded(() -> Optional.ofNullable(failure));
        if (failed.isPresent()) {
            throw failed.get();
        }
    }

    /** The owner's own limits bound this. */
    private void await(BooleanSupplier condition) {
        monitor.lock();
        try {
            while (!condition.getAsBoolean()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            monitor.unlock();
        }
    }

    /** Until the time is over, which may change meanwhile; for the owner alone. */
    private void await(BooleanSupplier condition, LongSupplier remainingNanos) {
        monitor.lock();
        try {
            for (long remaining = remainingNanos.getAsLong();
                    remaining > 0 && !condition.getAsBoolean();
                    remaining = remainingNanos.getAsLong()) {
                try {
                    var _ = changed.awaitNanos(remaining);
                } catch (InterruptedException e) {
                    // Nobody interrupts this thread; if somebody does, the time still counts.
                }
            }
        } finally {
            monitor.unlock();
        }
    }

    private static LongSupplier until(Duration fromNow) {
        long end = System.nanoTime() + fromNow.toNanos();
        return () -> end - System.nanoTime();
    }

    private void change(Runnable change) {
        guarded(() -> {
            change.run();
            changed.signalAll();
            return stage;
        });
    }

    private <T> T guarded(Supplier<T> action) {
        monitor.lock();
        try {
            return action.get();
        } finally {
            monitor.unlock();
        }
    }
}
