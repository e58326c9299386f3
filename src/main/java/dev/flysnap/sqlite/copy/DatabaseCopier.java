package dev.flysnap.sqlite.copy;

import dev.flysnap.file.StreamSink;
import dev.flysnap.file.WorkFolder;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** Copies a database, whoever writes to it meanwhile, into a new file. */
public final class DatabaseCopier {
    /** Beside the copy itself: its journal, and what others write meanwhile. */
    private static final long SPARE_BYTES = 8 << 20;

    private static final int CHUNK_BYTES = 1 << 20;

    private final Path source;
    private final CopyProgress progress;
    private final int times;
    private final long reserveBytes;

    public DatabaseCopier(Path source, CopyProgress progress) {
        this(source, progress, 1, 0);
    }

    /**
     * @param times how often the copy needs room until it is passed on
     * @param reserveBytes what must be left besides
     */
    public DatabaseCopier(Path source, CopyProgress progress, int times, long reserveBytes) {
        this.source = source;
        this.progress = progress;
        this.times = times;
        this.reserveBytes = reserveBytes;
    }

    /**
     * Makes the copy. It has no check behind it yet, and may not be on the device: who keeps this
     * very file {@linkplain DatabaseFiles#sync syncs} it, who reads it out need not wait for a slow
     * disk.
     *
     * @param target must not exist; whatever fails, nothing is left of it
     * @throws FlysnapException if there is no room, no database, or it cannot be copied
     */
    public CopiedDatabase copy(CopyMethod method, Path target) {
        Instant began = Instant.now();
        try {
            DatabaseFiles.createPrivate(target);
            try {
                CopiedDatabase copied =
                        switch (method) {
                            case RAW -> raw(target);
                            case VACUUM, BACKUP -> throughSqlite(method, target, began);
                        };
                return copied;
            } catch (FlysnapException | IOException e) {
                DatabaseFiles.delete(target);
                throw e;
            }
        } catch (IOException e) {
            throw CopyProblems.notWritten(target, FailureText.of(e)).exception(e);
        }
    }

    private CopiedDatabase raw(Path target) throws IOException {
        try (PinnedDatabase pinned = PinnedDatabase.open(source)) {
            demandRoom(target, pinned.bytes());
            try (OutputStream out = Files.newOutputStream(target)) {
                pinned.writeTo(new StreamSink(out, CHUNK_BYTES), progress);
            }
            return new CopiedDatabase(
                    target, CopyMethod.RAW, pinned.completeUntil(), true, pinned.journalMode());
        }
    }

    private CopiedDatabase throughSqlite(CopyMethod method, Path target, Instant began)
            throws IOException {
        try (Database database = Database.open(source)) {
            long pageSize = facts(database).pageSize();
            long bytes = pageSize * pages(database, method);
            demandRoom(target, bytes);
            if (method == CopyMethod.VACUUM) {
                VacuumCopy.write(database, target, bytes, progress);
            } else {
                BackupCopy.write(database, target, pageSize, progress);
            }
            return new CopiedDatabase(
                    target, method, began, false, database.isWal() ? "wal" : "delete");
        } catch (SQLException e) {
            if ((e.getErrorCode() & 0xff) == FULL) {
                throw CopyProblems.filledUp(WorkFolder.asNamed(FileIdentity.directoryOf(target)))
                        .exception(e);
            }
            throw Database.problem(source, Duration.ZERO, e);
        }
    }

    /**
     * @throws FlysnapException if there is nothing in it
     */
    static DatabaseFacts facts(Database source) {
        DatabaseFacts facts = source.facts();
        if (facts.pageCount() == 0) {
            throw CopyProblems.empty(source.file()).exception();
        }
        return facts;
    }

    private static final int FULL = 13;

    private static long pages(Database database, CopyMethod method) throws SQLException {
        long free =
                method == CopyMethod.VACUUM ? number(database, "PRAGMA main.freelist_count") : 0;
        return number(database, "PRAGMA main.page_count") - free;
    }

    private static long number(Database database, String sql) throws SQLException {
        try (Statement statement = database.connection().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private void demandRoom(Path target, long bytes) throws IOException {
        Path directory = FileIdentity.directoryOf(target);
        long free = Files.getFileStore(directory).getUsableSpace();
        long needed = bytes * times + SPARE_BYTES + reserveBytes;
        if (free < needed) {
            throw CopyProblems.noRoom(WorkFolder.asNamed(directory), needed, free).exception();
        }
    }
}
