package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who ignores SQLite's locks is not kept off by a hold; then it is not said to be intact. */
@Timeout(180)
class BrokenHoldTest {
    @TempDir private Path work;

    /** What somebody does who is to wait. */
    private interface Intrusion {
        void happen(Path database) throws Exception;
    }

    private void assertBroken(String journalMode, String what, Intrusion intrusion)
            throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), journalMode);
        assertBroken(database, database, what, intrusion);
    }

    private static void assertBroken(
            Path configured, Path database, String what, Intrusion intrusion) throws Exception {
        try (RunningAgent agent = RunningAgent.on(configured);
                Connection app = TestDatabases.open(database)) {
            assertTrue(app.isValid(1));
            String lease = agent.quiesce("a", 60_000).quiesced().lease();
            intrusion.happen(database);
            for (int i = 0; i < 2; i++) {
                RunningAgent.Reply resumed = agent.resume(lease);
                assertEquals(410, resumed.status(), resumed.json()::toString);
                assertEquals("hold-broken", resumed.code());
                assertEquals(Optional.of(false), resumed.error().bool("intact"));
                String message = resumed.error().text("message").orElseThrow();
                assertTrue(message.contains(what), message);
                assertTrue(message.contains(database.getFileName().toString()), message);
            }
        }
    }

    private static void commitWith(String parameters, Path database) throws SQLException {
        try (Connection rogue =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + database.toUri() + "?" + parameters);
                Statement statement = rogue.createStatement()) {
            statement.execute("INSERT INTO orders VALUES (7, 7, 'x')");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nolock=1", "vfs=unix-dotfile", "vfs=unix-none"})
    void aCommitThroughAnotherVfsIsNamed(String parameters) throws Exception {
        assertBroken("delete", "was written to", database -> commitWith(parameters, database));
    }

    @Test
    void aCommitOfAProcessWithAnotherSharedMemoryIsNamed() throws Exception {
        assertBroken(
                "wal",
                "-",
                database -> {
                    Files.delete(database.resolveSibling("app.db-shm"));
                    try (Load load = Load.on(1, 1, work, "NORMAL", database)) {
                        assertTrue(!load.commits().isEmpty());
                    }
                });
    }

    @Test
    void anotherSharedMemoryAloneIsNamed() throws Exception {
        assertBroken(
                "wal",
                "app.db-shm is gone",
                database -> Files.delete(database.resolveSibling("app.db-shm")));
    }

    @Test
    void bytesThatAreOverwrittenAreNamed() throws Exception {
        assertBroken("wal", "was written to", database -> overwrite(database, 5000));
    }

    @Test
    void bytesOfTheWalThatAreOverwrittenAreNamed() throws Exception {
        assertBroken(
                "wal",
                "app.db-wal",
                database -> overwrite(database.resolveSibling("app.db-wal"), 0));
    }

    private static void overwrite(Path file, long position) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertEquals(1, channel.write(ByteBuffer.wrap(new byte[] {42}), position));
        }
    }

    @Test
    void aFileThatIsCutIsNamed() throws Exception {
        assertBroken(
                "wal",
                "bytes and has 4096",
                database -> {
                    try (FileChannel channel =
                            FileChannel.open(database, StandardOpenOption.WRITE)) {
                        channel.truncate(4096).force(true);
                    }
                });
    }

    @Test
    void aFileThatIsReplacedIsNamed() throws Exception {
        assertBroken(
                "delete",
                "is another file now",
                database -> {
                    Path other = TestDatabases.orders(work.resolve("other.db"), "delete");
                    Files.move(other, database, StandardCopyOption.REPLACE_EXISTING);
                });
    }

    @Test
    void aFileThatIsDeletedIsNamed() throws Exception {
        assertBroken("wal", "app.db is gone", Files::delete);
    }

    @Test
    void aLinkThatLeadsElsewhereIsNamed() throws Exception {
        Path first = TestDatabases.orders(work.resolve("first.db"), "wal");
        Path second = TestDatabases.orders(work.resolve("second.db"), "wal");
        Path link = Files.createSymbolicLink(work.resolve("current.db"), first);
        assertBroken(
                link,
                first,
                "leads to " + second.toRealPath(),
                database -> {
                    Files.delete(link);
                    Files.createSymbolicLink(link, second);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"wal", "delete", "persist"})
    void whatIsAllowedBesideAHoldLeavesItIntact(String journalMode) throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), journalMode);
        try (RunningAgent agent = RunningAgent.on(database);
                Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            statement.execute("PRAGMA busy_timeout = 0");
            statement.execute("INSERT INTO orders VALUES (1, 1, 'x')");
            String lease = agent.quiesce("a", 60_000).quiesced().lease();
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM orders")) {
                assertTrue(rows.next());
            }
            statement.execute("PRAGMA wal_checkpoint(PASSIVE)");
            try (Connection other = TestDatabases.open(database)) {
                assertTrue(other.isValid(1));
            }
            assertEquals(200, agent.get("/flysnap/v1/status").status());
            RunningAgent.Reply resumed = agent.resume(lease);
            assertEquals(Optional.of(true), resumed.json().bool("intact"), resumed.toString());
        }
    }
}
