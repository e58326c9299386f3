package dev.flysnap.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that reads: {@code DATABASE} again and again, or {@code DATABASE WISH STATE}: one read
 * transaction that stays open for as long as the file WISH is there; STATE is there meanwhile.
 */
final class OrdersReaderMain {
    /** With a read always under way no checkpoint would ever let the WAL begin anew. */
    private static final long BETWEEN_READS_NANOS = 20_000_000;

    private static final long PAUSE_NANOS = 2_000_000;

    public static void main(String[] arguments) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 60000");
            while (true) {
                if (arguments.length == 1) {
                    read(statement);
                    LockSupport.parkNanos(BETWEEN_READS_NANOS);
                } else if (Files.exists(Path.of(arguments[1]))) {
                    stayOpen(statement, Path.of(arguments[1]), Path.of(arguments[2]));
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static void stayOpen(Statement statement, Path wish, Path state) throws Exception {
        statement.execute("BEGIN");
        read(statement);
        Files.createFile(state);
        while (Files.exists(wish)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        statement.execute("ROLLBACK");
        Files.delete(state);
    }

    private static void read(Statement statement) throws SQLException {
        statement.executeQuery("SELECT count(*), max(number) FROM orders WHERE id < 1000").close();
    }

    private OrdersReaderMain() {}
}
