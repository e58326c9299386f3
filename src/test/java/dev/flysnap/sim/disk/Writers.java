package dev.flysnap.sim.disk;

import dev.flysnap.sqlite.Load;
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
public final class Writers {
    private Writers() {}

    /** The command that runs one of them; the folder is where the machine sees its volume. */
    static List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(Load.java(program, "/data"));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * Writes the same number into one file after the other, then the next number, for ever: no file
     * is ever behind a later one, and the first is never more than one ahead of the last.
     */
    static final class LockStep {
        private static final int FULL_SPEED = 20;

        private LockStep() {}

        /** Arguments: the folder, how many files, "sync" to sync each write. */
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            boolean sync = arguments[2].equals("sync");
            List<FileChannel> files = new ArrayList<>();
            for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
                files.add(
                        FileChannel.open(
                                folder.resolve("file" + i),
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE));
            }
            for (long round = 0; ; round++) {
                for (FileChannel file : files) {
                    file.write(ByteBuffer.allocate(Long.BYTES).putLong(0, round), 0);
                    if (sync) {
                        file.force(false);
                    }
                }
                if (round == FULL_SPEED) {
                    Files.writeString(folder.resolve("ready"), "running\n");
                }
            }
        }

        /** Whether the folder is as it was at one moment. */
        static boolean isOneMoment(Path folder) throws Exception {
            long first = number(folder.resolve("file0"));
            long before = first;
            for (int i = 1; Files.exists(folder.resolve("file" + i)); i++) {
                long number = number(folder.resolve("file" + i));
                if (number > before) {
                    return false;
                }
                before = number;
            }
            return first - before <= 1;
        }

        private static long number(Path file) throws Exception {
            return ByteBuffer.wrap(Files.readAllBytes(file)).getLong();
        }
    }

    /**
     * Commits orders one by one and then notes, in another file, which one is committed. Keeps a
     * database and a WAL of a given size.
     */
    public static final class Orders {
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

        public static long inDatabase(Path folder) throws SQLException {
            return Long.parseLong(ask(folder, "SELECT max(id) FROM orders"));
        }

        public static long noted(Path folder) throws Exception {
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
