package dev.flysnap.load;

import dev.flysnap.sqlite.WalFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A process that commits: {@code DATABASE ACKS WRITER,... WRITERS SLOTS SYNCHRONOUS AUTOCHECKPOINT
 * WAL_LIMIT LOOK_NANOS JOURNAL_MODE PAUSE_ABOVE GAP_NANOS}, as fast as it can where the gap between
 * two commits is 0. Several writers of one process take turns, as the connections of a pool do.
 *
 * <p>It looks again each LOOK_NANOS while the database is busy. SQLite's own waiting sleeps up to
 * 100 ms at a time, which would be measured in place of how long the database was busy; with half a
 * millisecond one of four was unlucky for up to 900 ms with nothing else going on, with 50 µs for
 * 15.
 */
final class OrdersWriterMain {
    private static final int BUSY = 5;
    private static final int COMMITS_BETWEEN_LOOKS = 20;
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    private static final long PAUSE_NANOS = 500_000_000;

    /** What all writers of this process have in common. */
    private record App(
            Path database,
            Path acks,
            Orders orders,
            String synchronous,
            String autocheckpoint,
            long walLimit,
            long lookNanos,
            String journalMode,
            long pauseAboveBytes,
            long gapNanos,
            ReentrantLock turn) {}

    public static void main(String[] arguments) throws Exception {
        App app =
                new App(
                        Path.of(arguments[0]),
                        Path.of(arguments[1]),
                        new Orders(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4])),
                        arguments[5],
                        arguments[6],
                        Long.parseLong(arguments[7]),
                        Long.parseLong(arguments[8]),
                        arguments[9],
                        Long.parseLong(arguments[10]),
                        Long.parseLong(arguments[11]),
                        new ReentrantLock(true));
        for (String writer : arguments[2].split(",")) {
            Thread.ofPlatform().start(() -> write(app, Integer.parseInt(writer)));
        }
    }

    private static void write(App app, int writer) {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + app.database() + "?busy_timeout=60000");
                Statement statement = connection.createStatement();
                PreparedStatement update = connection.prepareStatement(Orders.UPDATE);
                Acks acks = Acks.append(Acks.fileOf(app.acks(), writer))) {
            statement.execute("PRAGMA journal_mode = " + app.journalMode());
            statement.execute("PRAGMA synchronous = " + app.synchronous());
            statement.execute("PRAGMA wal_autocheckpoint = " + app.autocheckpoint());
            long last = Math.max(acks.count(), lastOf(statement, writer));
            statement.execute("PRAGMA busy_timeout = 0");
            for (long number = last + 1; ; number++) {
                long begun = System.nanoTime();
                app.turn().lock();
                try {
                    until(statement, "BEGIN IMMEDIATE", app.lookNanos());
                    update.setLong(1, number);
                    update.setLong(2, number);
                    update.setLong(3, app.orders().id(writer, number));
                    update.execute();
                    // Without a WAL a reader keeps it waiting.
                    until(statement, "COMMIT", app.lookNanos());
                } finally {
                    app.turn().unlock();
                }
                acks.add(begun, System.nanoTime());
                LockSupport.parkNanos(app.gapNanos());
                if (number % COMMITS_BETWEEN_LOOKS == 0) {
                    long wal = WalFile.bytesBeside(app.database());
                    if (wal > app.walLimit()) {
                        cut(statement);
                    }
                    if (wal > app.pauseAboveBytes()) {
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
            }
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(3);
        }
    }

    /** As apps do whose writers leave SQLite's own checkpoints no gap. */
    private static void cut(Statement statement) throws SQLException {
        statement.execute("PRAGMA busy_timeout = 100");
        statement.executeQuery("PRAGMA main.wal_checkpoint(TRUNCATE)").close();
        statement.execute("PRAGMA busy_timeout = 0");
    }

    private static long lastOf(Statement statement, int writer) throws SQLException {
        long first = writer * Orders.IDS_A_WRITER;
        try (var row =
                statement.executeQuery(
                        "SELECT max(number) FROM orders WHERE id BETWEEN %d AND %d"
                                .formatted(first, first + Orders.IDS_A_WRITER - 1))) {
            return row.getLong(1);
        }
    }

    private static void until(Statement statement, String sql, long lookNanos) throws SQLException {
        long since = System.nanoTime();
        while (true) {
            try {
                statement.execute(sql);
                return;
            } catch (SQLException e) {
                boolean busy = (e.getErrorCode() & 0xff) == BUSY;
                if (!busy || System.nanoTime() - since > PATIENCE_NANOS) {
                    throw e;
                }
                LockSupport.parkNanos(lookNanos);
            }
        }
    }

    private OrdersWriterMain() {}
}
