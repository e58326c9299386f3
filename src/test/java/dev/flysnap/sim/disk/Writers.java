package dev.flysnap.sim.disk;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Programs that write to a volume all the time, run as machines, and what must hold of them. */
final class Writers {
    private Writers() {}

    /** The command that runs one of them; the folder is where the machine sees its volume. */
    static List<String> command(Class<?> program, String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xshare:auto",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                program.getName(),
                                "/data"));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Writes the same number into one file and then into another, and the next one, for ever: the
     * first is never behind the second, and never more than one ahead.
     */
    static final class LockStep {
        private LockStep() {}

        /** Arguments: the folder, "sync" to sync each write. */
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            boolean sync = arguments[1].equals("sync");
            try (FileChannel first = open(folder.resolve("first"));
                    FileChannel second = open(folder.resolve("second"))) {
                for (long i = 0; ; i++) {
                    write(first, i, sync);
                    write(second, i, sync);
                    if (i == 1000) {
                        Files.writeString(folder.resolve("ready"), "1000\n");
                    }
                }
            }
        }

        private static FileChannel open(Path file) throws Exception {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        private static void write(FileChannel file, long number, boolean sync) throws Exception {
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, number), 0);
            if (sync) {
                file.force(false);
            }
        }

        /** How far the first file is ahead; 0 and 1 are one point in time. */
        static long ahead(Path folder) throws Exception {
            return ByteBuffer.wrap(Files.readAllBytes(folder.resolve("first"))).getLong()
                    - ByteBuffer.wrap(Files.readAllBytes(folder.resolve("second"))).getLong();
        }
    }

    /**
     * Commits orders one by one and then notes, in another file, which one is committed. Keeps a
     * database and a WAL of a given size.
     */
    static final class Orders {
        private static final int BLOB_BYTES = 1000;

        private Orders() {}

        /**
         * Arguments: the folder, the rows to begin with, the pages at which the WAL starts over.
         */
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            try (Connection connection = open(folder);
                    Statement statement = connection.createStatement();
                    FileChannel noted =
                            FileChannel.open(
                                    folder.resolve("committed"),
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE)) {
                statement.execute("PRAGMA journal_mode=WAL");
                statement.execute("PRAGMA synchronous=FULL");
                statement.execute("PRAGMA wal_autocheckpoint=" + arguments[2]);
                statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, content BLOB)");
                statement.execute(
                        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %s)"
                                        .formatted(arguments[1])
                                + " INSERT INTO orders SELECT i, randomblob(%d) FROM n"
                                        .formatted(BLOB_BYTES));
                write(connection, noted, folder, Long.parseLong(arguments[1]));
            }
        }

        private static void write(Connection connection, FileChannel noted, Path folder, long rows)
                throws Exception {
            try (PreparedStatement insert =
                    connection.prepareStatement(
                            "INSERT INTO orders VALUES (?, randomblob(%d))"
                                    .formatted(BLOB_BYTES))) {
                for (long id = rows + 1; ; id++) {
                    insert.setLong(1, id);
                    insert.executeUpdate();
                    noted.write(ByteBuffer.allocate(Long.BYTES).putLong(0, id), 0);
                    if (id == rows + 50) {
                        Files.writeString(folder.resolve("ready"), "50\n");
                    }
                }
            }
        }

        private static Connection open(Path folder) throws SQLException {
            return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("orders.db"));
        }

        /** What {@code PRAGMA integrity_check} says. */
        static String integrity(Path folder) throws SQLException {
            return ask(folder, "PRAGMA integrity_check");
        }

        static long inDatabase(Path folder) throws SQLException {
            return Long.parseLong(ask(folder, "SELECT max(id) FROM orders"));
        }

        static long noted(Path folder) throws Exception {
            byte[] bytes = Files.readAllBytes(folder.resolve("committed"));
            return bytes.length < Long.BYTES ? 0 : ByteBuffer.wrap(bytes).getLong();
        }

        private static String ask(Path folder, String question) throws SQLException {
            try (Connection connection = open(folder);
                    Statement statement = connection.createStatement();
                    ResultSet answer = statement.executeQuery(question)) {
                return answer.getString(1);
            }
        }
    }
}
