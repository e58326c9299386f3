package dev.flysnap.agent.setting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.RunningAgent;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One database a tenant: they come and go while they are quiesced. */
class TenantsTest {
    @TempDir private Path tenants;

    @BeforeEach
    void three() throws SQLException {
        for (String name : List.of("ann", "bob", "cy")) {
            TestDatabases.orders(tenants.resolve(name + ".db"), "wal");
        }
    }

    /** Does it the first time that a quiesce gets there. */
    private static QuiesceStep.Listener once(QuiesceStep at, Runnable what) {
        AtomicBoolean done = new AtomicBoolean();
        return step -> {
            if (step == at && done.compareAndSet(false, true)) {
                what.run();
            }
        };
    }

    private RunningAgent agent(QuiesceStep.Listener listener) {
        return RunningAgent.with(listener, Optional.of("3.51.3"), tenants.toString());
    }

    private static List<String> names(RunningAgent.Reply reply) {
        return reply.quiesced().databases().stream().map(DatabaseState::name).toList();
    }

    private void drop(String name) {
        try {
            Files.delete(tenants.resolve(name + ".db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(String name) {
        try {
            TestDatabases.orders(tenants.resolve(name + ".db"), "wal");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void oneThatIsDroppedInTheMiddleDoesNotKeepTheOthersFromTheirQuiesce() throws Exception {
        for (QuiesceStep step : List.of(QuiesceStep.OPENED, QuiesceStep.COMPLETED)) {
            String gone = step == QuiesceStep.OPENED ? "bob" : "cy";
            try (RunningAgent agent = agent(once(step, () -> drop(gone)))) {
                RunningAgent.Reply reply = agent.quiesce("a", 60_000);
                assertEquals(200, reply.status(), () -> reply.json().toString());
                assertTrue(!names(reply).contains(gone), () -> names(reply).toString());
                assertEquals(200, agent.resume(reply.quiesced().lease()).status());
            }
        }
        try (RunningAgent agent = agent(QuiesceStep.Listener.NONE)) {
            assertEquals(List.of("ann"), names(agent.quiesce("b", 0)));
        }
    }

    @Test
    void whatIsNoDatabaseIsLeftOutByNameUnlessItIsAskedFor() throws Exception {
        Files.writeString(tenants.resolve("aaa.db"), "no database at all".repeat(100));
        Files.writeString(tenants.resolve("zzz.db"), "no database at all".repeat(100));
        try (RunningAgent agent = agent(QuiesceStep.Listener.NONE)) {
            RunningAgent.Reply reply = agent.quiesce("a", 60_000);
            assertEquals(List.of("ann", "bob", "cy"), names(reply));
            String warnings = reply.quiesced().warnings().orElseThrow().toString();
            assertTrue(warnings.contains("aaa") && warnings.contains("zzz"), warnings);
            assertEquals(200, agent.resume(reply.quiesced().lease()).status());
            RunningAgent.Reply named =
                    agent.post(
                            "/flysnap/v1/quiesce",
                            "{\"attempt\":\"b\",\"hold_ms\":0,\"databases\":[\"ann\",\"zzz\"]}");
            assertEquals("not-a-database", named.code());
            for (String name : List.of("ann", "bob", "cy")) {
                drop(name);
            }
            assertEquals("not-a-database", agent.quiesce("c", 0).code(), "nothing is left");
        }
    }

    @Test
    void oneFileUnderTwoNamesIsRefusedAtOnceAndNamed() throws Exception {
        Files.createLink(tenants.resolve("dan.db"), tenants.resolve("bob.db"));
        try (RunningAgent agent = agent(QuiesceStep.Listener.NONE)) {
            RunningAgent.Reply reply = agent.quiesce("a", 60_000);
            assertEquals("databases-hard-linked", reply.code());
            String message = reply.error().text("message").orElseThrow();
            assertTrue(message.contains("bob.db") && message.contains("dan.db"), message);
        }
    }

    @Test
    void oneThatIsDroppedAlthoughItWasNamedFailsTheQuiesce() throws Exception {
        try (RunningAgent agent = agent(once(QuiesceStep.OPENED, () -> drop("bob")))) {
            RunningAgent.Reply reply =
                    agent.post(
                            "/flysnap/v1/quiesce",
                            "{\"attempt\":\"a\",\"hold_ms\":0,\"databases\":[\"bob\"]}");
            assertEquals("database-replaced", reply.code());
        }
    }

    @Test
    void aHoldIsNotWholeWhenOneCameToBeWhoseWritersWereNotKeptOff() throws Exception {
        try (RunningAgent agent = agent(once(QuiesceStep.LOCKED, () -> add("dee")))) {
            RunningAgent.Reply first = agent.quiesce("a", 60_000);
            assertEquals(List.of("ann", "bob", "cy"), names(first));
            RunningAgent.Reply broken = agent.resume(first.quiesced().lease());
            assertEquals(410, broken.status());
            assertTrue(
                    broken.error().text("message").orElseThrow().contains("came to be"),
                    () -> broken.json().toString());
            assertEquals(410, agent.resume(first.quiesced().lease()).status(), "said again");
            RunningAgent.Reply second = agent.quiesce("b", 60_000);
            assertEquals(List.of("ann", "bob", "cy", "dee"), names(second));
            assertEquals(200, agent.resume(second.quiesced().lease()).status());
        }
    }

    @Test
    void oneThatComesWhileNobodyIsHeldIsQuiescedToo() throws Exception {
        try (RunningAgent agent = agent(once(QuiesceStep.LOCKED, () -> add("dee")))) {
            assertEquals(List.of("ann", "bob", "cy", "dee"), names(agent.quiesce("a", 0)));
        }
    }

    @Test
    void oneThatGoesAwayWhileTheFolderIsLookedThroughHidesNoOther() throws Exception {
        DatabaseSet set = DatabaseSet.of(List.of(tenants.toString()));
        AtomicBoolean over = new AtomicBoolean();
        Path passing = tenants.resolve("passing.db");
        Thread churn =
                Thread.ofPlatform()
                        .start(() -> {
                            while (!over.get()) {
                                try {
                                    Files.createFile(passing);
                                    Files.delete(passing);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                        });
        try {
            for (int look = 0; look < 3000; look++) {
                List<String> seen = set.all().stream().map(NamedDatabase::name).toList();
                assertTrue(seen.containsAll(List.of("ann", "bob", "cy")), seen::toString);
            }
        } finally {
            over.set(true);
            churn.join();
        }
    }

    @Test
    void aFolderGoesByTheFilesHeadersAndLooksAtNoneThatIsHeld() throws Exception {
        Files.move(tenants.resolve("bob.db"), tenants.resolve("bob"));
        Files.writeString(tenants.resolve("fake.db"), "no database");
        Files.createFile(tenants.resolve("empty.sqlite3"));
        try (RunningAgent agent = agent(QuiesceStep.Listener.NONE)) {
            RunningAgent.Reply held = agent.quiesce("a", 60_000);
            assertEquals(List.of("ann", "bob", "cy", "empty"), names(held));
            // Each look that opened and closed a held file would drop its lock.
            assertEquals(200, agent.get(HookPaths.STATUS).status());
            assertThrows(
                    SQLException.class,
                    () ->
                            TestDatabases.sql(
                                    tenants.resolve("bob"),
                                    "PRAGMA busy_timeout = 0",
                                    "INSERT INTO orders VALUES (1, 1, 'x')"));
            assertEquals(200, agent.resume(held.quiesced().lease()).status());
        }
    }

    @Test
    void onlyAFolderThatIsNotThereIsAnEmptyOne() throws Exception {
        Path folder = tenants.resolve("later");
        try (RunningAgent agent =
                RunningAgent.with(QuiesceStep.Listener.NONE, Optional.empty(), folder + "/*.db")) {
            assertEquals(List.of(), names(agent.quiesce("a", 0)));
            Files.writeString(folder, "a file where the folder should be");
            RunningAgent.Reply reply = agent.quiesce("b", 0);
            assertEquals(500, reply.status());
            assertEquals("databases-unreadable", reply.code());
            assertTrue(
                    reply.error().text("message").orElseThrow().contains(folder.toString()),
                    reply.json()::toString);
        }
    }

    @Test
    void aFolderThatCannotBeLookedThroughEndsAHoldAndDoesNotKeepIt() throws Exception {
        Path elsewhere = tenants.resolveSibling(tenants.getFileName() + "-moved");
        try (RunningAgent agent = agent(QuiesceStep.Listener.NONE)) {
            String lease = agent.quiesce("a", 60_000).quiesced().lease();
            Files.move(tenants, elsewhere);
            Files.writeString(tenants, "a file where the folder was");
            assertEquals(410, agent.resume(lease).status());
            TestDatabases.sql(
                    elsewhere.resolve("ann.db"),
                    "PRAGMA busy_timeout = 0",
                    "INSERT INTO orders VALUES (1, 1, 'x')");
        } finally {
            Files.delete(tenants);
            Files.move(elsewhere, tenants);
        }
    }

    @Test
    void moreThanCanBeLookedAfterIsAProblemAndNotTheFirstFew() throws Exception {
        Path many = Files.createDirectory(tenants.resolve("many"));
        for (int i = 0; i <= DatabaseSet.MAX_DATABASES; i++) {
            Files.writeString(many.resolve("tenant-" + i), "SQLite format 3\0");
        }
        DatabaseSet set = DatabaseSet.of(List.of(many.toString()));
        FlysnapException refused = assertThrows(FlysnapException.class, set::all);
        assertEquals("databases-too-many", refused.problem().code());
        Files.delete(many.resolve("tenant-0"));
        assertEquals(DatabaseSet.MAX_DATABASES, set.all().size());
    }
}
