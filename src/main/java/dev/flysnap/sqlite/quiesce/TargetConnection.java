package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.CheckpointMode;
import dev.flysnap.sqlite.CheckpointResult;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.SqliteProblems;
import dev.flysnap.sqlite.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A database that is being quiesced, with the connection that does its checkpoints. For one thread.
 */
final class TargetConnection implements AutoCloseable {
    private static final int TRUNCATE_TRIES = 2;

    /**
     * A cut syncs, with writers off, what they added since the sync before: for so much that takes
     * a few ms, and writers at full speed add more than that.
     */
    private static final int FEW_FRAMES = 100;

    private static final Duration BETWEEN_TRUNCATES = Duration.ofMillis(50);
    private static final Duration BETWEEN_ROUNDS = Duration.ofMillis(2);

    private final QuiesceTarget target;
    private final FileIdentity identity;
    private final boolean syncProven;
    private final Database database;
    private final DatabaseFacts factsBefore;
    private CheckpointResult lastCopy = CheckpointResult.NO_WAL;
    private long framesBetweenCopies = Long.MAX_VALUE;
    private Optional<CopyRates> rates = Optional.empty();
    private long copiedNanos;
    private boolean isAllInFile;
    private long completedVersion;

    private TargetConnection(
            QuiesceTarget target,
            FileIdentity identity,
            boolean syncProven,
            Database database,
            DatabaseFacts factsBefore) {
        this.target = target;
        this.identity = identity;
        this.syncProven = syncProven;
        this.database = database;
        this.factsBefore = factsBefore;
    }

    static TargetConnection open(QuiesceTarget target) {
        Path file = target.file();
        FileIdentity identity = FileIdentity.of(file);
        if (FileIdentity.of(FileIdentity.directoryOf(file)).device() != identity.device()) {
            throw SqliteProblems.otherDevice(file).exception();
        }
        Database database = Database.openWithoutCache(file);
        try {
            return new TargetConnection(
                    target, identity, isSyncProven(file), database, database.facts());
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /**
     * The kernel does not hand syncfs on to a FUSE server (virtiofs apart), so behind one (LiteFS)
     * it returns at once and proves nothing.
     */
    private static boolean isSyncProven(Path file) {
        try {
            String type = Files.getFileStore(file).type();
            return !type.startsWith("fuse") || type.equals("fuseblk");
        } catch (IOException e) {
            return false;
        }
    }

    QuiesceTarget target() {
        return target;
    }

    long device() {
        return identity.device();
    }

    boolean isSyncProven() {
        return syncProven;
    }

    /** Whether nothing of it was left in a WAL when it was completed. */
    boolean isAllInFile() {
        return isAllInFile;
    }

    /** The {@link Database#dataVersion} when it was completed. */
    long completedVersion() {
        return completedVersion;
    }

    long dataVersion() {
        return database.dataVersion();
    }

    void checkStillThere() {
        if (!identity.isStillAt(target.file())) {
            throw SqliteProblems.replaced(target.file()).exception();
        }
    }

    /** The copy begins with a sync of the WAL: a large one has little left to write then. */
    void writeWalBack() {
        long bytes = walBytes();
        if (bytes > FileSystemSync.PIECE_BYTES) {
            FileSystemSync.writeBack(WalFile.beside(target.file()), bytes);
        }
    }

    /** Copies what it can without blocking anyone. */
    void copy() {
        if (database.isWal()) {
            long begun = System.nanoTime();
            CheckpointResult copy = database.checkpoint(CheckpointMode.PASSIVE, Duration.ZERO);
            framesBetweenCopies = copy.framesSince(lastCopy);
            if (lastCopy.log() >= 0 && copy.log() > 0) {
                rates =
                        Optional.of(
                                new CopyRates(
                                        framesBetweenCopies,
                                        Duration.ofNanos(begun - copiedNanos),
                                        Duration.ofNanos(System.nanoTime() - begun)));
            }
            copiedNanos = begun;
            lastCopy = copy;
        }
    }

    /**
     * How long the copy would take for what writers have added since the last one, by what was
     * measured so far.
     */
    Duration leftToCopy() {
        return rates.map(it -> it.toCopy(Duration.ofNanos(System.nanoTime() - copiedNanos)))
                .orElse(Duration.ZERO);
    }

    FlysnapException walTooLarge(Duration left) {
        long bytesPerSecond =
                rates.map(CopyRates::framesPerSecond).orElse(0L) * factsBefore.pageSize();
        return SqliteProblems.walTooLarge(target.file(), walBytes(), bytesPerSecond, left)
                .exception();
    }

    /**
     * Cuts the WAL, just after the second copy, if that is safe and quick. Best effort: what
     * follows does not need it.
     */
    void truncate(QuiesceLimits limits) {
        if (!target.mayTruncate()
                || framesBetweenCopies > FEW_FRAMES
                || walBytes() == 0
                || walBytes() > limits.truncateMaxWalBytes()) {
            return;
        }
        for (int i = 1; i <= TRUNCATE_TRIES; i++) {
            CheckpointResult result =
                    database.checkpoint(CheckpointMode.TRUNCATE, limits.truncateBusy());
            if (result.busy() == 0 || i == TRUNCATE_TRIES) {
                return;
            }
            // A waiting TRUNCATE keeps writers waiting: they get their turn before the next.
            Backoff.sleep(BETWEEN_TRUNCATES);
        }
    }

    /**
     * With writers held off by {@code hold}: copies until everything is in the file, or until the
     * patience for a blocking reader or checkpointer is over.
     */
    QuiescedDatabase complete(QuiesceLimits limits, WriteHold hold) {
        String journalMode = database.journalMode();
        CheckpointResult result =
                journalMode.equals("wal") ? copyAll(limits, hold) : CheckpointResult.NO_WAL;
        isAllInFile = !journalMode.equals("wal") || result.isComplete();
        completedVersion = database.dataVersion();
        return new QuiescedDatabase(
                target,
                journalMode,
                result,
                walBytes(),
                syncProven,
                database.factsSince(factsBefore),
                note(journalMode, result));
    }

    private CheckpointResult copyAll(QuiesceLimits limits, WriteHold hold) {
        long best = -1;
        long progressNanos = System.nanoTime();
        while (true) {
            CheckpointResult result = database.checkpoint(CheckpointMode.PASSIVE, Duration.ZERO);
            if (result.isComplete()) {
                return result;
            }
            if (result.checkpointed() > best) {
                best = result.checkpointed();
                progressNanos = System.nanoTime();
            }
            Duration patience =
                    result.log() < 0 ? limits.checkpointerPatience() : limits.readerPatience();
            if (System.nanoTime() - progressNanos >= patience.toNanos() || !hold.isOn()) {
                return result;
            }
            Backoff.sleep(BETWEEN_ROUNDS);
        }
    }

    private Optional<String> note(String journalMode, CheckpointResult result) {
        if (!syncProven) {
            return Optional.of("It lies behind a FUSE file system, where a sync cannot be proven.");
        }
        if (!journalMode.equals("wal") || result.isComplete()) {
            return Optional.empty();
        }
        return Optional.of(
                result.log() < 0
                        ? "Another checkpointer was at work all the time: how much of the WAL is in the database file is not known."
                        : (result.log() - result.checkpointed())
                                + " of "
                                + result.log()
                                + " frames are only in the WAL: a reader that began earlier is still open.");
    }

    private long walBytes() {
        return WalFile.bytesBeside(target.file());
    }

    @Override
    public void close() {
        database.close();
    }
}
