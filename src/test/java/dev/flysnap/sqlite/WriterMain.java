package dev.flysnap.sqlite;

import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteErrorCode;

/**
 * An app that commits hundreds of times a second, in a process of its own: {@code WriterMain ACKS
 * FIRST WRITERS SYNCHRONOUS DATABASE [SECOND_DATABASE]}. With a second database each transaction
 * writes to both. Those of {@code load} commit as fast as they can.
 *
 * <p>What was committed is noted afterwards in {@code ACKS.n}, as the number and the time. Ends
 * when its standard input does.
 */
public final class WriterMain {
    public static final String TABLE =
            "CREATE TABLE IF NOT EXISTS orders(writer INTEGER, number INTEGER, body BLOB)";

    private static final long GAP_NANOS = 1_000_000;

    public static void main(String[] arguments) throws Exception {
        Path acks = Path.of(arguments[0]);
        int first = Integer.parseInt(arguments[1]);
        int writers = Integer.parseInt(arguments[2]);
        List<Path> databases = new ArrayList<>();
        for (int i = 4; i < arguments.length; i++) {
            databases.add(Path.of(arguments[i]));
        }
        CountDownLatch began = new CountDownLatch(writers);
        for (int i = 0; i < writers; i++) {
            int writer = first + i;
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> write(writer, databases, arguments[3], acks, began));
        }
        began.await();
        System.out.println("began");
        while (System.in.read() >= 0) {
            // Whoever started this closes the stream, or dies.
        }
        System.exit(0);
    }

    private static void write(
            int writer, List<Path> databases, String synchronous, Path acks, CountDownLatch began) {
        try (Connection connection =
                        DriverManager.getConnection("jdbc:sqlite:" + databases.getFirst());
                Statement statement = connection.createStatement();
                BufferedWriter noted = Files.newBufferedWriter(Path.of(acks + "." + writer))) {
            statement.execute("PRAGMA busy_timeout = 60000");
            statement.execute("PRAGMA synchronous = " + synchronous);
            if (databases.size() > 1) {
                statement.execute("ATTACH '" + databases.get(1) + "' AS second");
            }
            commit(writer, databases.size() > 1, connection, noted, began);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(3);
        }
    }

    private static void commit(
            int writer,
            boolean two,
            Connection connection,
            BufferedWriter noted,
            CountDownLatch began)
            throws Exception {
        String values = " VALUES (" + writer + ", ?, randomblob(200))";
        try (Statement transaction = connection.createStatement();
                PreparedStatement first =
                        connection.prepareStatement("INSERT INTO main.orders" + values);
                PreparedStatement second =
                        connection.prepareStatement(
                                "INSERT INTO " + (two ? "second" : "main") + ".orders" + values)) {
            for (long number = 1; ; number++) {
                try {
                    while (!hasRoom(number, two, transaction, first, second)) {
                        LockSupport.parkNanos(GAP_NANOS);
                    }
                } catch (SQLException e) {
                    noted.write("failed " + e.getMessage() + "\n");
                    noted.flush();
                    throw e;
                }
                noted.write(number + " " + System.nanoTime() + "\n");
                noted.flush();
                if (number == 1) {
                    began.countDown();
                }
                // Without a gap, and without a WAL, SQLite's sleeping busy handlers starve the
                // others for good; and at full speed they would starve the tests beside this one.
                LockSupport.parkNanos(GAP_NANOS);
            }
        }
    }

    /** Whether the commit found room on the disk; an app goes on when there is some again. */
    private static boolean hasRoom(
            long number,
            boolean two,
            Statement transaction,
            PreparedStatement first,
            PreparedStatement second)
            throws SQLException {
        try {
            transaction.execute("BEGIN IMMEDIATE");
            first.setLong(1, number);
            first.execute();
            if (two) {
                second.setLong(1, number);
                second.execute();
            }
            transaction.execute("COMMIT");
            return true;
        } catch (SQLException e) {
            if (e.getErrorCode() != SQLiteErrorCode.SQLITE_FULL.code) {
                throw e;
            }
            rollBack(transaction);
            return false;
        }
    }

    private static void rollBack(Statement transaction) {
        try {
            transaction.execute("ROLLBACK");
        } catch (SQLException e) {
            // SQLite has done it by itself.
        }
    }

    private WriterMain() {}
}
