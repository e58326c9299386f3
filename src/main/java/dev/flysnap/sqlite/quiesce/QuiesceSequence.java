package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.SqliteProblems;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings databases to the device so that every commit acknowledged before T, the return of the last
 * sync, is in whatever is copied of the device after it; and blocks writers for as short as
 * possible.
 *
 * <p>PASSIVE, sync, PASSIVE, (TRUNCATE,) sync: no writer waits, and little work remains. Then the
 * write lock on one connection, PASSIVE on another until everything is copied, the last sync. Why
 * in this order:
 *
 * <ul>
 *   <li>A checkpoint that says "all copied" has not synced what the app's own connection copied
 *       before it with {@code synchronous=OFF}: so a sync follows, always.
 *   <li>While writers are active, PASSIVE never reaches the last frame and then syncs nothing; the
 *       next one would pay for all of it under the lock: so a sync stands between them.
 *   <li>What is written while a slow disk syncs is left for the lock: so the last sync before it is
 *       made again after another PASSIVE, a few times, until it is quick. Writers that outrun the
 *       disk are braked meanwhile; with four of them at full speed that took the time from the lock
 *       to the complete file from 50 ms to 10 (bin/bench quiesce).
 *   <li>TRUNCATE keeps writers waiting while it syncs: so the WAL is cut only where they added
 *       little between the first two copies. Full, it is as good: the next write starts it again
 *       from the beginning.
 *   <li>The connection with the write lock cannot checkpoint, and TRUNCATE from elsewhere is busy
 *       then: so PASSIVE, on a second connection.
 *   <li>A transaction over several databases is not atomic across their WALs: so all of them are
 *       locked before the first is completed.
 * </ul>
 *
 * <p>(Tried under saturated writers: 40 of 40, where "TRUNCATE, lock, is the WAL empty, else again"
 * reached 29 of 40.)
 */
public final class QuiesceSequence {
    /** What writers add during so long a sync is copied under the lock in a few ms. */
    private static final Duration QUICK_SYNC = Duration.ofMillis(10);

    /**
     * Above it writers outrun the disk, and no sync would be quicker than the one before; braking
     * them for less makes them wait longer than it saves (bin/bench quiesce).
     */
    private static final Duration SLOW_SYNC = Duration.ofMillis(30);

    private static final int MAX_SYNCS = 6;

    /** A caller waits for all of this, and the platform's exec gives it less than a minute. */
    private static final Duration SYNCS_LIMIT = Duration.ofSeconds(2);

    private final QuiesceLimits limits;
    private final QuiesceStep.Listener listener;
    private final Function<Path, DeviceSync> syncOf;

    public QuiesceSequence(QuiesceLimits limits, QuiesceStep.Listener listener) {
        this(limits, listener, FileSystemSync::open);
    }

    /** Brings to its device what was written before. */
    public interface DeviceSync extends AutoCloseable {
        /**
         * Returns when all of it is there.
         *
         * @throws dev.flysnap.problem.FlysnapException if something could not be written
         */
        void sync();

        @Override
        default void close() {}
    }

    private QuiesceSequence(
            QuiesceLimits limits,
            QuiesceStep.Listener listener,
            Function<Path, DeviceSync> syncOf) {
        this.limits = limits;
        this.listener = listener;
        this.syncOf = syncOf;
    }

    /**
     * For a copy of one database's file, which needs no more of the file system on its device.
     *
     * @param sync of that file: what writers add meanwhile is not to be synced under their lock
     */
    public static QuiesceSequence ofFile(QuiesceLimits limits, DeviceSync sync) {
        return new QuiesceSequence(limits, QuiesceStep.Listener.NONE, _ -> sync);
    }

    /**
     * Quiesces all of them, or none.
     *
     * @param hold for how long writers stay off, counted from the lock; less than the sequence
     *     itself needs (zero, say) = no longer than that
     * @throws dev.flysnap.problem.FlysnapException if it cannot be done, with writers let go
     */
    public QuiesceSession run(List<QuiesceTarget> targets, Duration hold) {
        return run(targets, hold, new Cancellation());
    }

    /**
     * Like {@link #run(List, Duration)}.
     *
     * @param cancellation ends it, and its hold, at any time
     */
    public QuiesceSession run(
            List<QuiesceTarget> targets, Duration hold, Cancellation cancellation) {
        // One order for everybody, so that two who lock the same databases seldom wait for each
        // other.
        List<QuiesceTarget> ordered =
                targets.stream().sorted(Comparator.comparing(QuiesceTarget::file)).toList();
        QuiesceSession quiesced =
                runAndClose(TargetConnections.open(ordered, syncOf), targets, hold, cancellation);
        if (hold.isZero()) {
            quiesced.awaitEnd();
        }
        listener.accept(QuiesceStep.HANDED_BACK);
        return quiesced;
    }

    /** If closing fails, no caller gets the hold, so it has to be released here. */
    private QuiesceSession runAndClose(
            TargetConnections open,
            List<QuiesceTarget> requested,
            Duration time,
            Cancellation cancellation) {
        Optional<QuiesceSession> quiesced = Optional.empty();
        try {
            try (open) {
                quiesced = Optional.of(run(open, requested, time, cancellation));
            }
            return quiesced.get();
        } catch (RuntimeException | Error e) {
            quiesced.ifPresent(QuiesceSession::release);
            throw e;
        }
    }

    private QuiesceSession run(
            TargetConnections open,
            List<QuiesceTarget> requested,
            Duration time,
            Cancellation cancellation) {
        // Opened now: once writers pile up behind the syncs, each millisecond until the lock
        // counts.
        WriteHold hold = WriteHold.open(open.files());
        try {
            cancellation.attach(hold);
            done(QuiesceStep.OPENED, cancellation);
            prepare(open, hold, cancellation);
            hold.take(limits.lockWait(), limits.underLock());
            done(QuiesceStep.LOCKED, cancellation);
            return complete(open, requested, hold, time, cancellation);
        } catch (RuntimeException | Error e) {
            hold.release();
            throw e;
        }
    }

    private void done(QuiesceStep step, Cancellation cancellation) {
        listener.accept(step);
        cancellation.throwIfCancelled();
    }

    /** Everything that can be done while writers continue. */
    private void prepare(TargetConnections open, WriteHold hold, Cancellation cancellation) {
        open.each(TargetConnection::writeWalBack);
        open.each(TargetConnection::copy);
        done(QuiesceStep.COPIED_ONCE, cancellation);
        open.sync();
        done(QuiesceStep.SYNCED_ONCE, cancellation);
        open.each(TargetConnection::copy);
        done(QuiesceStep.COPIED_TWICE, cancellation);
        open.each(target -> target.truncate(limits));
        done(QuiesceStep.TRUNCATED, cancellation);
        syncUntilQuick(open, hold, cancellation);
        done(QuiesceStep.SYNCED_TWICE, cancellation);
    }

    /**
     * What writers add while a slow disk syncs would have to be copied and synced under the lock:
     * so that is done again, without it, until a sync is quick. Writers that outrun the disk are
     * slowed down meanwhile: else no sync would ever be quicker than the one before.
     */
    private void syncUntilQuick(TargetConnections open, WriteHold hold, Cancellation cancellation) {
        long first = System.nanoTime();
        Duration leftBefore = Duration.ofNanos(Long.MAX_VALUE);
        for (int sync = 1; ; sync++) {
            long start = System.nanoTime();
            open.sync();
            cancellation.throwIfCancelled();
            long now = System.nanoTime();
            long durationNanos = now - start;
            if (sync >= MAX_SYNCS
                    || durationNanos < QUICK_SYNC.toNanos()
                    || now - first > SYNCS_LIMIT.toNanos()) {
                // Writers are not kept off in vain: what is left has to fit under the lock.
                Optional<TargetConnection> slowest = open.slowestToCopy();
                Duration left = slowest.map(TargetConnection::leftToCopy).orElse(Duration.ZERO);
                // Dividing a Duration for the first time takes 20 ms.
                if (slowest.isEmpty() || left.plus(left).compareTo(limits.underLock()) < 0) {
                    return;
                }
                if (sync >= 2 * MAX_SYNCS || left.compareTo(leftBefore) >= 0) {
                    throw slowest.get().walTooLarge(left);
                }
                leftBefore = left;
            }
            if (durationNanos > SLOW_SYNC.toNanos()) {
                hold.brake();
            }
            open.each(TargetConnection::copy);
        }
    }

    private QuiesceSession complete(
            TargetConnections open,
            List<QuiesceTarget> requested,
            WriteHold hold,
            Duration time,
            Cancellation cancellation) {
        Map<QuiesceTarget, QuiescedDatabase> states = new HashMap<>();
        open.each(target -> states.put(target.target(), target.complete(limits, hold)));
        done(QuiesceStep.COMPLETED, cancellation);
        open.sync();
        long syncedNanos = System.nanoTime();
        Instant syncedAt = Instant.now();
        cancellation.throwIfCancelled();
        if (!hold.isOn()) {
            throw SqliteProblems.tooSlow(limits.underLock()).exception();
        }
        open.each(TargetConnection::checkStillThere);
        watch(open, hold);
        // Told while writers are still off: what commits after T must not be taken for before it.
        done(QuiesceStep.SYNCED, cancellation);
        hold.endAfter(time);
        return new QuiesceSession(
                requested.stream().filter(states::containsKey).map(states::get).toList(),
                open.leftOut(),
                syncedAt,
                syncedNanos,
                hold);
    }

    private void watch(TargetConnections open, WriteHold hold) {
        try {
            if (!hold.watch(HeldFiles.of(open))) {
                throw SqliteProblems.tooSlow(limits.underLock()).exception();
            }
            open.handOver();
        } catch (IOException e) {
            throw SqliteProblems.notLookedAt(FailureText.of(e)).exception(e);
        }
    }
}
