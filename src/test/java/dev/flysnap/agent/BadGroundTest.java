package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies below the database goes wrong: refused in words, and nobody stays locked out. */
class BadGroundTest {
    @TempDir private Path work;

    private static void assertSays(RunningAgent.Reply reply, int status, String code, Path file) {
        assertEquals(code, reply.code());
        assertEquals(status, reply.status());
        String message = reply.error().text("message").orElseThrow();
        assertTrue(message.contains(file.toString()), message);
        assertFalse(reply.error().text("next").orElseThrow().isBlank());
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aFullDiskIsToldAndWritersAreLetGo() throws Exception {
        Path disk = work.resolve("disk");
        try (Mounted mounted = Mounted.tmpfs(disk, "2m");
                RunningAgent agent = RunningAgent.on(disk.resolve("app.db"))) {
            Path database = TestDatabases.orders(disk.resolve("app.db"), "wal");
            try (Connection app = TestDatabases.open(database);
                    Statement statement = app.createStatement()) {
                statement.execute("PRAGMA wal_autocheckpoint = 0");
                statement.execute("INSERT INTO orders VALUES (1, 1, randomblob(900000))");
                mounted.fill("filler");
                assertSays(agent.quiesce("a", 60_000), 507, "disk-full", database);
                Files.delete(disk.resolve("filler"));
                statement.execute("PRAGMA busy_timeout = 0");
                statement.execute("INSERT INTO orders VALUES (1, 2, 'x')");
                assertEquals(200, agent.quiesce("a", 0).status(), "with room, the same attempt");
            }
            assertEquals("2", TestDatabases.ask(database, "SELECT count(*) FROM orders"));
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aReadOnlyFileSystemIsToldAndNothingIsSaidToBeHeld() throws Exception {
        Path disk = Files.createDirectories(work.resolve("disk"));
        Path view = work.resolve("view");
        Path database = TestDatabases.orders(disk.resolve("app.db"), "wal");
        // The app's connection is closed before the view goes: within one process SQLite keeps a
        // file open for as long as another connection has locks on it.
        try (Mounted _ = Mounted.readOnly(disk, view);
                Connection app = TestDatabases.open(database);
                RunningAgent agent = RunningAgent.on(view.resolve("app.db"))) {
            assertTrue(app.isValid(1));
            assertSays(
                    agent.quiesce("a", 60_000),
                    500,
                    "database-read-only",
                    view.resolve("app.db").toRealPath());
            TestDatabases.sql(database, "PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE");
        }
    }

    /** As when there are no descriptors left: a directory cannot be opened as a WAL either. */
    @Test
    void whatCannotBeOpenedAlthoughItCanBeWrittenIsNotCalledReadOnly() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Files.createDirectory(work.resolve("app.db-wal"));
        try (RunningAgent agent = RunningAgent.on(database)) {
            RunningAgent.Reply reply = agent.quiesce("a", 60_000);
            assertSays(reply, 500, "database-not-opened", database);
            assertTrue(reply.error().text("next").orElseThrow().contains("ulimit -n"));
        }
    }

    @Test
    void aDatabaseThatIsDeletedWhileItIsHeldIsNoIntactHold() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        try (RunningAgent agent = RunningAgent.on(database)) {
            String lease = agent.quiesce("a", 60_000).quiesced().lease();
            Files.delete(database);
            RunningAgent.Reply resumed = agent.resume(lease);
            assertEquals(410, resumed.status());
            assertEquals(Optional.of(false), resumed.error().bool("intact"));
            assertSays(agent.quiesce("b", 60_000), 503, "database-absent", database);
            assertFalse(Files.exists(database), "never made anew");
        }
    }

    @Test
    void anEncryptedDatabaseIsNoDatabaseThatCanBeRead() throws Exception {
        Path encrypted = work.resolve("app.db");
        byte[] noise = new byte[8192];
        new java.util.Random(7).nextBytes(noise);
        Files.write(encrypted, noise);
        try (RunningAgent agent = RunningAgent.on(encrypted)) {
            assertSays(agent.quiesce("a", 0), 500, "not-a-database", encrypted);
        }
    }

    @Test
    void aDatabaseThatLeavesItsFolderByALinkIsUnknown() throws Exception {
        Path tenants = Files.createDirectory(work.resolve("tenants"));
        Path outside = TestDatabases.orders(work.resolve("outside.db"), "wal");
        TestDatabases.orders(tenants.resolve("inside.db"), "wal");
        Files.createSymbolicLink(tenants.resolve("evil.db"), outside);
        try (RunningAgent agent =
                RunningAgent.with(step -> {}, Optional.empty(), tenants.toString())) {
            for (String name : new String[] {"evil", "../outside", "evil.db"}) {
                RunningAgent.Reply reply =
                        agent.post(
                                "/flysnap/v1/quiesce",
                                "{\"attempt\":\"a\",\"hold_ms\":0,\"databases\":[\"%s\"]}"
                                        .formatted(name));
                assertEquals("database-unknown", reply.code(), name);
            }
            assertEquals(1, agent.quiesce("b", 0).quiesced().databases().size());
        }
    }
}
