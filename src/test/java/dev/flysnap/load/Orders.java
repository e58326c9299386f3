package dev.flysnap.load;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.check.Verification;
import dev.flysnap.sqlite.check.VerificationRequest;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A database that keeps its size however much is written, and that shows by itself whether it is
 * one moment's state: each writer's n-th commit writes n into one of its slots, every slot in turn.
 * So the greatest number of a writer says what each of its other slots has to hold.
 *
 * @param slots of each writer
 */
record Orders(int writers, int slots) {
    private static final Duration CHECK_LIMIT = Duration.ofMinutes(10);
    private static final int BODY = 1000;

    /** Three rows a page, 4096 bytes each. */
    private static final int BYTES_A_ROW = 1365;

    /** A prime: steps of it pass through all slots before they come back to the first. */
    private static final long STEP = 7919;

    static final long IDS_A_WRITER = 100_000_000;

    /** About so large. */
    static Orders of(int writers, long bytes) {
        int slots = (int) (bytes / BYTES_A_ROW / writers);
        return new Orders(writers, slots % STEP == 0 ? slots + 1 : slots);
    }

    long id(int writer, long number) {
        return writer * IDS_A_WRITER + number * STEP % slots;
    }

    /** What a commit does; takes the number twice and the id. */
    static final String UPDATE =
            "UPDATE orders SET number = ?, body = printf('%0" + BODY + "d', ?) WHERE id = ?";

    Path create(Path file) throws SQLException {
        return create(file, "wal");
    }

    Path create(Path file, String journalMode) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = " + journalMode);
            statement.execute("PRAGMA synchronous = off");
            statement.execute("BEGIN");
            statement.execute(
                    "CREATE TABLE orders(id INTEGER PRIMARY KEY, number INTEGER, body TEXT)");
            statement.execute(
                    """
                    WITH RECURSIVE
                      writer(w) AS (SELECT 0 UNION ALL SELECT w + 1 FROM writer WHERE w < %d),
                      slot(s) AS (SELECT 0 UNION ALL SELECT s + 1 FROM slot WHERE s < %d)
                    INSERT INTO orders SELECT w * %d + s, 0, printf('%%0%dd', 0) FROM writer, slot\
                    """
                            .formatted(writers - 1, slots - 1, IDS_A_WRITER, BODY));
            statement.execute("CREATE INDEX by_number ON orders(number)");
            statement.execute("COMMIT");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        return file;
    }

    /**
     * What a copy holds.
     *
     * @param last each writer's last commit in it
     * @param problems why it is no state that the database ever had
     */
    record Content(List<Long> last, List<String> problems) {

        /** What is wrong with it, when each writer was told so many commits. */
        List<String> problemsAgainst(List<Long> told) {
            List<String> all = new ArrayList<>(problems);
            for (int writer = 0; problems.isEmpty() && writer < told.size(); writer++) {
                if (last.get(writer) < told.get(writer)) {
                    all.add(
                            (told.get(writer) - last.get(writer))
                                    + " acknowledged commits of writer "
                                    + writer
                                    + " are missing");
                }
            }
            return all;
        }
    }

    /** Looks through all of it; the file may be recovered, and its WAL used, by that. */
    Content read(Path file) {
        try {
            Verification found =
                    Verification.of(
                            file, new VerificationRequest(CheckDepth.FULL, false, CHECK_LIMIT));
            return found.isGood() ? numbers(file) : broken(found.problems().toString());
        } catch (SQLException | RuntimeException e) {
            return broken(String.valueOf(e.getMessage()));
        }
    }

    private static Content broken(String why) {
        return new Content(List.of(), List.of(why));
    }

    private Content numbers(Path file) throws SQLException {
        long[][] numbers = new long[writers][slots];
        List<String> problems = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT id, number, body = printf('%0"
                                        + BODY
                                        + "d', number) FROM orders")) {
            while (row.next()) {
                long id = row.getLong(1);
                numbers[(int) (id / IDS_A_WRITER)][(int) (id % IDS_A_WRITER)] = row.getLong(2);
                if (row.getInt(3) != 1) {
                    problems.add("row " + id + " is of two commits");
                }
            }
        }
        List<Long> last = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            last.add(lastOf(writer, numbers[writer], problems));
        }
        return new Content(last, problems);
    }

    private long lastOf(int writer, long[] numbers, List<String> problems) {
        long last = 0;
        for (long number : numbers) {
            last = Math.max(last, number);
        }
        long[] expected = new long[slots];
        for (long number = Math.max(1, last - slots + 1); number <= last; number++) {
            expected[(int) (number * STEP % slots)] = number;
        }
        int wrong = 0;
        for (int slot = 0; slot < slots; slot++) {
            wrong += expected[slot] == numbers[slot] ? 0 : 1;
        }
        if (wrong > 0) {
            problems.add(wrong + " slots of writer " + writer + " are of another moment");
        }
        return last;
    }
}
