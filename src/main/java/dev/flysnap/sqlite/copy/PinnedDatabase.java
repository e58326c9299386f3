package dev.flysnap.sqlite.copy;

import dev.flysnap.file.BufferSink;
import dev.flysnap.file.FileStamp;
import dev.flysnap.file.SharedBuffer;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.SharedFiles;
import dev.flysnap.sqlite.SqliteProblems;
import dev.flysnap.sqlite.check.TableCounts;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import dev.flysnap.sqlite.quiesce.QuiesceLimits;
import dev.flysnap.sqlite.quiesce.QuiesceSequence;
import dev.flysnap.sqlite.quiesce.QuiesceSession;
import dev.flysnap.sqlite.quiesce.QuiesceTarget;
import dev.flysnap.sqlite.quiesce.QuiescedDatabase;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A database whose file alone is the whole state at one moment, and stays that until this is
 * closed: its WAL was copied into it while writers were off, and a read transaction keeps
 * checkpoints away from it since. In WAL mode the app goes on writing, into its WAL; without one,
 * its writers wait.
 */
public final class PinnedDatabase implements AutoCloseable {
    /** Time to begin the read transaction; the writers are let go as soon as it has. */
    private static final Duration HOLD = Duration.ofSeconds(1);

    private static final int TRIES = 5;
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    /** What the WAL may grow to meanwhile, if the disk has room for twice as much. */
    private static final long MAX_WAL_BYTES = 4L << 30;

    private final Path file;
    private final FileIdentity identity;
    private final FileChannel channel;
    private final Database reader;
    private final Instant completeUntil;
    private final DatabaseFacts facts;
    private final boolean isWal;
    private final FileStamp stamp;
    private final WalLimit walLimit;

    private PinnedDatabase(
            Path file,
            FileIdentity identity,
            FileChannel channel,
            Database reader,
            Instant completeUntil,
            DatabaseFacts facts,
            boolean isWal,
            FileStamp stamp,
            WalLimit walLimit) {
        this.file = file;
        this.identity = identity;
        this.channel = channel;
        this.reader = reader;
        this.completeUntil = completeUntil;
        this.facts = facts;
        this.isWal = isWal;
        this.stamp = stamp;
        this.walLimit = walLimit;
    }

    /**
     * Keeps writers waiting for some milliseconds.
     *
     * @throws FlysnapException if it cannot be done, such as because of a reader that stays open
     */
    public static PinnedDatabase open(Path source) {
        return open(source, MAX_WAL_BYTES);
    }

    /**
     * @param maxWalBytes at which the copy is ended
     */
    static PinnedDatabase open(Path source, long maxWalBytes) {
        if (!Files.isRegularFile(source)) {
            Database.open(source).close();
        }
        Path file = realPath(source);
        FileIdentity identity = FileIdentity.of(file);
        FileChannel channel = openChannel(file);
        try {
            Pin pin = pin(file, channel);
            try {
                if (!identity.isStillAt(file)) {
                    throw SqliteProblems.replaced(file).exception();
                }
                return new PinnedDatabase(
                        file,
                        identity,
                        channel,
                        pin.reader(),
                        pin.at(),
                        DatabaseCopier.facts(pin.reader()),
                        pin.reader().isWal(),
                        FileStamp.of(file),
                        new WalLimit(
                                pin.reader(),
                                Math.min(
                                        maxWalBytes,
                                        Files.getFileStore(file).getUsableSpace() / 2)));
            } catch (IOException e) {
                pin.reader().close();
                throw CopyProblems.notRead(file, FailureText.of(e)).exception(e);
            } catch (RuntimeException e) {
                pin.reader().close();
                throw e;
            }
        } catch (RuntimeException e) {
            SharedFiles.close(channel, identity);
            throw e;
        }
    }

    private static Path realPath(Path source) {
        try {
            return source.toRealPath();
        } catch (IOException e) {
            throw CopyProblems.notRead(source, FailureText.of(e)).exception(e);
        }
    }

    private static FileChannel openChannel(Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw CopyProblems.notRead(file, FailureText.of(e)).exception(e);
        }
    }

    private record Pin(Database reader, Instant at) {}

    private static Pin pin(Path file, FileChannel channel) {
        for (int tries = 1; ; tries++) {
            Optional<String> obstacle;
            try (QuiesceSession session = quiesce(file, channel)) {
                QuiescedDatabase state = session.databases().getFirst();
                boolean isComplete =
                        !state.journalMode().equals("wal") || state.checkpoint().isComplete();
                if (isComplete) {
                    return pinned(file, session);
                }
                obstacle = state.note();
            }
            if (tries == TRIES) {
                throw CopyProblems.readerInTheWay(
                                file, obstacle.orElse("frames are missing from it"))
                        .exception();
            }
            pause();
        }
    }

    private static QuiesceSession quiesce(Path file, FileChannel channel) {
        return QuiesceSequence.ofFile(QuiesceLimits.DEFAULT, () -> sync(file, channel))
                .run(List.of(new QuiesceTarget(file.toString(), file, false)), HOLD);
    }

    private static void sync(Path file, FileChannel channel) {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw CopyProblems.notRead(file, FailureText.of(e)).exception(e);
        }
    }

    /** While writers are off, so that the reader stands at the state that is in the file. */
    private static Pin pinned(Path file, QuiesceSession session) {
        Database reader = Database.open(file);
        try (Statement statement = reader.connection().createStatement()) {
            statement.execute("BEGIN");
            // BEGIN alone pins nothing.
            try (ResultSet row =
                    statement.executeQuery("SELECT count(*) FROM main.sqlite_schema")) {
                boolean _ = row.next();
            }
            if (!session.release().isIntact()) {
                throw CopyProblems.holdLost(file).exception();
            }
            return new Pin(reader, session.syncedAt());
        } catch (SQLException e) {
            reader.close();
            throw Database.problem(file, HOLD, e);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When the state was current: writers were off, and every commit before is in it. */
    public Instant completeUntil() {
        return completeUntil;
    }

    public DatabaseFacts facts() {
        return facts;
    }

    /** {@code wal}, or {@code delete} for every mode without one. */
    public String journalMode() {
        return isWal ? "wal" : "delete";
    }

    public boolean isWal() {
        return isWal;
    }

    public long bytes() {
        return facts.pageCount() * facts.pageSize();
    }

    /**
     * Writes the file's bytes, with zeros in its free pages.
     *
     * @param out whose buffers have room for a multiple of 64 KB
     * @throws IOException if {@code out} fails, or it is cancelled
     * @throws FlysnapException if the database cannot be read, or its WAL grew too large
     */
    public void writeTo(BufferSink out, CopyProgress progress) throws IOException {
        long total = bytes();
        LivePages pages = livePages();
        for (long done = 0; done < total; ) {
            SharedBuffer buffer = out.lend();
            ByteBuffer chunk = buffer.bytes();
            chunk.limit((int) Math.min(chunk.capacity(), total - done));
            read(pages, chunk, done);
            done += chunk.limit();
            out.write(buffer);
            progress.copied(done, total);
            if (progress.isCancelled()) {
                throw new InterruptedIOException("nobody asks for it any more");
            }
            if (isWal) {
                walLimit.demand();
            }
        }
        requireUnchanged();
    }

    /**
     * Checks the state that is pinned, while another thread writes it out: nobody has written to
     * the file from before the first until after the last byte was read, so that what is found here
     * is true of what was written there.
     *
     * @throws FlysnapException if the file was changed meanwhile, its WAL grew too large, or this
     *     was closed
     */
    public Verification verify(VerificationRequest request) {
        return read(() -> Verification.of(reader, request));
    }

    /** Counts the rows of the state that is pinned; like {@link #verify}. */
    public TableCounts count(Duration limit) {
        return read(() -> TableCounts.of(reader, limit));
    }

    private <T> T read(Supplier<T> reading) {
        try {
            T found = reading.get();
            requireUnchanged();
            return found;
        } finally {
            walLimit.demand();
        }
    }

    private void requireUnchanged() {
        try {
            if (!stamp.equals(FileStamp.of(file))) {
                throw CopyProblems.changed(file).exception();
            }
        } catch (IOException e) {
            throw CopyProblems.notRead(file, FailureText.of(e)).exception(e);
        }
    }

    private LivePages livePages() {
        try {
            return LivePages.of(channel, facts.pageSize(), facts.pageCount());
        } catch (IOException e) {
            throw CopyProblems.notRead(file, FailureText.of(e)).exception(e);
        }
    }

    private void read(LivePages pages, ByteBuffer chunk, long position) {
        try {
            pages.read(chunk, position);
        } catch (EOFException e) {
            throw CopyProblems.tooShort(file, bytes()).exception(e);
        } catch (IOException e) {
            throw CopyProblems.notRead(file, FailureText.of(e)).exception(e);
        }
    }

    /**
     * Ends a check that is under way. The connection first: the file is closed after the last one
     * of this process.
     */
    @Override
    public void close() {
        try (reader;
                walLimit) {
            // The last one first.
        } finally {
            SharedFiles.close(channel, identity);
        }
    }
}
