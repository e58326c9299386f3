package dev.flysnap.sqlite.copy;

import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConnection;
import org.sqlite.core.DB;

/**
 * The backup API. It starts again when another connection has written between two steps, unless the
 * source has a read transaction of its own. In WAL mode that keeps nobody waiting, so it is there
 * from the beginning. Else it keeps writers waiting, so it begins only after a few restarts.
 */
final class BackupCopy implements DB.ProgressObserver {
    static final long BYTES_A_STEP = 4 << 20;
    private static final int MAX_RESTARTS = 5;

    /** For a database that is locked between two steps. */
    private static final int PAUSE_MS = 10;

    private static final int MAX_PAUSES = 1000;

    private final Database source;
    private final Path target;
    private final long pageSize;
    private final CopyProgress progress;
    private int lastRemaining = Integer.MAX_VALUE;
    private int restarts;
    private boolean isPinned;
    private boolean isCutOff;

    private BackupCopy(Database source, Path target, long pageSize, CopyProgress progress) {
        this.source = source;
        this.target = target;
        this.pageSize = pageSize;
        this.progress = progress;
    }

    /**
     * @param target an empty file
     */
    static void write(Database source, Path target, long pageSize, CopyProgress progress)
            throws SQLException {
        new BackupCopy(source, target, pageSize, progress).write();
    }

    private void write() throws SQLException {
        if (source.isWal()) {
            pin();
        }
        try {
            int result =
                    source.connection()
                            .unwrap(SQLiteConnection.class)
                            .getDatabase()
                            .backup(
                                    "main",
                                    target.toString(),
                                    this,
                                    PAUSE_MS,
                                    MAX_PAUSES,
                                    (int) Math.max(1, BYTES_A_STEP / pageSize));
            if (isCutOff) {
                throw CopyProblems.notWritten(target, "nobody asks for it any more").exception();
            }
            if (result == FULL) {
                throw CopyProblems.filledUp(FileIdentity.directoryOf(target)).exception();
            }
            if (result != OK) {
                throw CopyProblems.backupFailed(source.file(), result).exception();
            }
        } finally {
            if (isPinned) {
                source.rollback();
            }
        }
    }

    private static final int OK = 0;
    private static final int FULL = 13;

    private void pin() throws SQLException {
        try (Statement statement = source.connection().createStatement()) {
            statement.execute("BEGIN");
            isPinned = true;
            // BEGIN alone pins nothing.
            try (ResultSet row =
                    statement.executeQuery("SELECT count(*) FROM main.sqlite_schema")) {
                boolean _ = row.next();
            }
        }
    }

    /** Called between two steps, by the library's C code: nothing may be thrown. */
    @Override
    public void progress(int remaining, int pageCount) {
        progress.copied((pageCount - remaining) * pageSize, pageCount * pageSize);
        if (progress.isCancelled()) {
            cutOff();
        }
        if (remaining > lastRemaining) {
            restarts++;
        }
        lastRemaining = remaining;
        if (restarts >= MAX_RESTARTS && !isPinned) {
            try {
                pin();
            } catch (SQLException e) {
                // It stays locked for now: the next step tries again.
            }
        }
    }

    /** The library cannot be stopped, but what it has written need not stay. */
    private void cutOff() {
        isCutOff = true;
        try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
            file.truncate(0);
        } catch (IOException e) {
            // After the next step again.
        }
    }
}
