package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.Points;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceAnswer;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.WriterMain;
import dev.flysnap.sqlite.replace.ReplaceStep;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import dev.flysnap.storage.s3.CuttingProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Databases are replaced in place, by a real agent that runs a real app, which never stops writing.
 */
@Timeout(300)
class ReplaceDatabasesTest {
    private static final String ATTEMPT = "run_k3v9x2m7qa";
    private static final List<String> NO_OPTIONS = List.of();

    @TempDir private Path work;
    private Path database;
    private Path fresh;

    @BeforeEach
    void anApp() throws Exception {
        Path volume = Files.createDirectories(work.resolve("volume"));
        database = TestDatabases.orders(volume.resolve("app.db"), "wal");
        fresh = TestDatabases.orders(work.resolve("fresh.db"), "wal");
        TestDatabases.sql(
                fresh,
                "INSERT INTO orders VALUES (99, 1, randomblob(3000000))",
                "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private void assertIsNew(Path file) throws Exception {
        assertEquals("1", ask(file, "SELECT count(*) FROM orders WHERE writer = 99"));
        assertEquals("ok", ask(file, "PRAGMA integrity_check"));
    }

    /** Whole, and with everything that the app was told of. */
    private void assertIsOldWith(Map<String, Long> commits, Path file) throws Exception {
        assertEquals("0", ask(file, "SELECT count(*) FROM orders WHERE writer = 99"));
        assertEquals("ok", ask(file, "PRAGMA integrity_check"));
        long most = commits.values().stream().mapToLong(it -> it).max().orElseThrow();
        assertTrue(
                Long.parseLong(ask(file, "SELECT max(number) FROM orders")) >= most,
                "commits are missing of " + commits);
    }

    private static String ask(Path file, String sql) throws Exception {
        return TestDatabases.ask(file, sql);
    }

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.list(database.getParent())) {
            return all.map(it -> it.getFileName().toString())
                    .filter(it -> !it.startsWith("app.db-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void theAppGoesOnWithTheNewOneTheOldOneIsKeptAndComesBackWhenAsked() throws Exception {
        try (AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, database)) {
            agent.awaitApp(Map.of());
            uploadOverAConnectionThatIsCut(agent);
            ReplaceAnswer done;
            try (MachineDatabases machine = agent.databases()) {
                done = machine.replace(AgentWithApp.request(ATTEMPT, "main"), _ -> {});
            }
            assertEquals(ReplaceAnswer.State.DONE, done.state(), done::toString);
            assertEquals(List.of("app.db", "app.db.before-" + ATTEMPT), files());
            assertIsNew(database);
            try (MachineDatabases machine = agent.databases()) {
                assertEquals(
                        done,
                        machine.replace(AgentWithApp.request(ATTEMPT, "main"), _ -> {}),
                        "the answer is repeated");
                ReplaceAnswer undone =
                        machine.replace(
                                new ReplaceRequest(
                                        ATTEMPT + "-undo",
                                        List.of("main"),
                                        CheckDepth.QUICK,
                                        Optional.empty(),
                                        Optional.of(300L),
                                        Optional.of(ATTEMPT)),
                                _ -> {});
                assertEquals(ReplaceAnswer.State.DONE, undone.state(), undone::toString);
                assertEquals(List.of("app.db", "app.db.before-" + ATTEMPT + "-undo"), files());
                assertEquals("0", ask(database, "SELECT count(*) FROM orders WHERE writer = 99"));
                var _ = machine.discard(new DiscardRequest(ATTEMPT + "-undo", true));
            }
            assertEquals(List.of("app.db"), files());
        }
        assertIsOldWith(firstApp(), database);
    }

    /** The part is sent again: what has arrived of it counts for nothing. */
    private void uploadOverAConnectionThatIsCut(AgentWithApp agent) throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(agent.port());
                MachineDatabases machine = agent.databases("127.0.0.1:" + proxy.port())) {
            proxy.cut(CuttingProxy.Way.UP, 1_500_000, false);
            machine.upload(ATTEMPT, AgentWithApp.newDatabase("main", fresh), _ -> {});
            assertTrue(
                    proxy.passed(CuttingProxy.Way.UP) > Files.size(fresh) + 100_000,
                    "a part was sent again");
        }
    }

    /** What the first process of the app was told of: it wrote into the old database. */
    private Map<String, Long> firstApp() throws Exception {
        return Map.of(
                "first",
                AgentWithApp.commits(work).entrySet().stream()
                        .min(
                                Map.Entry.comparingByKey(
                                        (one, other) -> Long.compare(created(one), created(other))))
                        .orElseThrow()
                        .getValue());
    }

    private static long created(String file) {
        try {
            return Files.readAttributes(
                            Path.of(file), java.nio.file.attribute.BasicFileAttributes.class)
                    .creationTime()
                    .toMillis();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Each step is cut in {@code FileReplacementTest}; here it is a process that dies. */
    static List<ReplaceStep> steps() {
        return Points.apart(2) == 1
                ? List.of(ReplaceStep.values())
                : List.of(ReplaceStep.COMMITTED, ReplaceStep.TAKEN_AWAY);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void whereverTheAgentIsKilledTheNextOneStartsTheAppOnAWholeDatabase(ReplaceStep step)
            throws Exception {
        boolean isWayBack = step == ReplaceStep.TAKEN_AWAY || step == ReplaceStep.PUT_BACK;
        Path brings = isWayBack ? unusable() : fresh;
        Map<String, Long> before;
        try (AgentWithApp agent = AgentWithApp.parkedAt(step, work, database)) {
            agent.awaitApp(Map.of());
            Thread caller =
                    Thread.ofPlatform()
                            .daemon()
                            .start(() -> {
                                try {
                                    ReplaceRequest asked = AgentWithApp.request(ATTEMPT, "main");
                                    var _ =
                                            agent.replace(
                                                    isWayBack ? AgentWithApp.patient(asked) : asked,
                                                    brings);
                                } catch (Exception killed) {
                                    // That is what happens to it.
                                }
                            });
            assertEquals("", agent.awaitLine("reached " + step));
            before = AgentWithApp.commits(work);
            agent.kill();
            caller.interrupt();
        }
        try (AgentWithApp next = AgentWithApp.start(work, NO_OPTIONS, database)) {
            next.awaitApp(before);
            if (step == ReplaceStep.COMMITTED) {
                assertIsNew(database);
                assertEquals(List.of("app.db", "app.db.before-" + ATTEMPT), files());
            } else {
                assertIsOldWith(firstApp(), database);
                assertEquals(List.of("app.db"), files(), "nothing is left");
                ReplaceAnswer again = next.replace(ATTEMPT, fresh);
                assertEquals(ReplaceAnswer.State.DONE, again.state(), again::toString);
            }
        }
    }

    /** Where a replacement stands is written beside the real files. */
    @ParameterizedTest
    @EnumSource(names = {"SET_ASIDE", "REPLACED_FIRST"})
    void killedWhereDatabasesAreLinksTheNextOneStartsTheAppOnTheOldOnesToo(ReplaceStep step)
            throws Exception {
        Path tenants = Files.createDirectories(work.resolve("tenants"));
        Path store = Files.createDirectories(tenants.resolve("store"));
        Path acme = linked(tenants, TestDatabases.orders(store.resolve("acme.db"), "wal"));
        Path bolt = linked(tenants, TestDatabases.orders(store.resolve("bolt.db"), "wal"));
        ReplaceRequest both = AgentWithApp.request(ATTEMPT, "acme", "bolt");
        Map<String, Long> before;
        try (AgentWithApp agent = AgentWithApp.parkedOn(tenants, step, work, acme, bolt);
                MachineDatabases machine =
                        agent.databases(_ -> {
                            throw new Cut();
                        })) {
            agent.awaitApp(Map.of());
            for (String name : both.databases()) {
                machine.upload(ATTEMPT, AgentWithApp.newDatabase(name, fresh), _ -> {});
            }
            assertThrows(Cut.class, () -> machine.replace(both, _ -> {}));
            assertEquals("", agent.awaitLine("reached " + step));
            before = AgentWithApp.commits(work);
            agent.kill();
        }
        try (AgentWithApp next = AgentWithApp.startOn(tenants, work, acme, bolt);
                MachineDatabases machine = next.databases()) {
            next.awaitApp(before);
            for (Path database : List.of(acme, bolt)) {
                assertEquals("0", ask(database, "SELECT count(*) FROM orders WHERE writer = 99"));
                assertEquals("ok", ask(database, "PRAGMA integrity_check"));
            }
            assertFalse(machine.databases().hasKept(both.databases(), ATTEMPT));
            assertEquals("upload-missing", codeOf(() -> machine.replace(both, _ -> {})));
            assertFalse(Files.exists(store.resolve(".flysnap-replacing")));
        }
    }

    private static Path linked(Path folder, Path file) throws Exception {
        return Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
    }

    /** The app ends at once on it. */
    private Path unusable() throws Exception {
        Path file = work.resolve("unusable.db");
        TestDatabases.sql(file, "CREATE TABLE orders(of_another_kind)");
        return file;
    }

    @Test
    void killedAtEveryTenthOfTheUploadNothingIsLeftAndTheOldOneIsWhole() throws Exception {
        AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, database);
        try {
            agent.awaitApp(Map.of());
            Path large = work.resolve("large.db");
            TestDatabases.orders(large, "wal");
            TestDatabases.sql(
                    large,
                    "INSERT INTO orders VALUES (99, 1, randomblob(25000000))",
                    "PRAGMA wal_checkpoint(TRUNCATE)");
            long bytes = Files.size(large);
            for (int tenth = 1; tenth < 10; tenth += Points.apart(9)) {
                long until = bytes * tenth / 10;
                AgentWithApp current = agent;
                try (MachineDatabases machine = current.databases()) {
                    assertThrows(
                            Cut.class,
                            () ->
                                    machine.upload(
                                            ATTEMPT,
                                            AgentWithApp.newDatabase("main", large),
                                            sent -> {
                                                if (sent >= until) {
                                                    throw new Cut();
                                                }
                                            }));
                }
                assertTrue(files().contains("app.db.incoming-" + ATTEMPT));
                assertEquals(
                        "rw-------",
                        java.nio.file.attribute.PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(
                                        ReplacedDatabase.incoming(database, ATTEMPT))));
                Map<String, Long> before = AgentWithApp.commits(work);
                agent.kill();
                agent = AgentWithApp.start(work, NO_OPTIONS, database);
                agent.awaitApp(before);
                assertEquals(List.of("app.db"), files(), "killed at tenth " + tenth);
                try (MachineDatabases machine = agent.databases()) {
                    FlysnapException missing =
                            assertThrows(
                                    FlysnapException.class,
                                    () ->
                                            machine.replace(
                                                    AgentWithApp.request(ATTEMPT, "main"),
                                                    _ -> {}));
                    assertEquals("upload-missing", missing.problem().code());
                }
            }
            assertEquals(ReplaceAnswer.State.DONE, agent.replace(ATTEMPT, large).state());
            assertIsNew(database);
        } finally {
            agent.close();
        }
    }

    private static final class Cut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    @Test
    void anAppThatDoesNotComeUpWithTheNewOneGetsTheOldOneBack() throws Exception {
        try (AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, database)) {
            agent.awaitApp(Map.of());
            Map<String, Long> before = AgentWithApp.commits(work);
            ReplaceAnswer back =
                    agent.replace(
                            AgentWithApp.patient(AgentWithApp.request(ATTEMPT, "main")),
                            unusable());
            assertEquals(ReplaceAnswer.State.PUT_BACK, back.state());
            assertTrue(back.why().orElseThrow().contains("the app ended"), back::toString);
            agent.awaitApp(
                    AgentWithApp.commits(work).keySet().stream()
                            .filter(before::containsKey)
                            .collect(java.util.stream.Collectors.toMap(it -> it, _ -> 0L)));
            assertEquals(List.of("app.db"), files());
            assertTrue(agent.isAlive());
        }
        assertIsOldWith(firstApp(), database);
    }

    @Test
    void severalDatabasesOfOneAppComeTogetherOrNotAtAll() throws Exception {
        Path second = TestDatabases.orders(database.resolveSibling("second.db"), "wal");
        try (AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, database, second);
                MachineDatabases machine = agent.databases()) {
            agent.awaitApp(Map.of());
            machine.upload(ATTEMPT, AgentWithApp.newDatabase("main", fresh), _ -> {});
            assertEquals(
                    "upload-missing",
                    codeOf(() ->
                            machine.replace(
                                    AgentWithApp.request(ATTEMPT, "main", "second"), _ -> {})));
            machine.upload(ATTEMPT, AgentWithApp.newDatabase("second", unusable()), _ -> {});
            assertEquals(
                    ReplaceAnswer.State.PUT_BACK,
                    machine.replace(
                                    AgentWithApp.patient(
                                            AgentWithApp.request(ATTEMPT, "main", "second")),
                                    _ -> {})
                            .state());
            assertEquals("0", ask(database, "SELECT count(*) FROM orders WHERE writer = 99"));
            machine.upload(ATTEMPT, AgentWithApp.newDatabase("main", fresh), _ -> {});
            machine.upload(ATTEMPT, AgentWithApp.newDatabase("second", fresh), _ -> {});
            assertEquals(
                    ReplaceAnswer.State.DONE,
                    machine.replace(AgentWithApp.request(ATTEMPT, "main", "second"), _ -> {})
                            .state());
            assertIsNew(database);
            assertIsNew(second);
        }
    }

    @Test
    void whatIsNoGoodReplacementIsRefusedAndTheAppNeverNotices() throws Exception {
        Path other = work.resolve("other.db");
        TestDatabases.sql(other, "PRAGMA user_version = 7", WriterMain.TABLE);
        Path foreign = work.resolve("foreign.db");
        TestDatabases.sql(foreign, "CREATE TABLE jobs(id)");
        Path empty = work.resolve("empty.db");
        TestDatabases.sql(empty, "CREATE TABLE gone(id)", "DROP TABLE gone");
        Path noise = Files.write(work.resolve("noise.db"), new byte[70_000]);
        Path cutOff = work.resolve("cut-off.db");
        Files.write(cutOff, java.util.Arrays.copyOf(Files.readAllBytes(fresh), 1_000_000));
        try (AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, database);
                RunningAgent alone = RunningAgent.withCopies(database)) {
            agent.awaitApp(Map.of());
            refused(agent, "database-differs", other);
            refused(agent, "database-differs", foreign);
            refused(agent, "database-differs", empty);
            refused(agent, "database-bad", noise);
            refused(agent, "database-bad", cutOff);
            try (MachineDatabases machine = agent.databases()) {
                var promised = AgentWithApp.newDatabase("main", fresh);
                assertEquals(
                        "upload-damaged",
                        codeOf(() ->
                                machine.upload(
                                        "damaged",
                                        new dev.flysnap.hook.replace.NewDatabase(
                                                "main",
                                                noise,
                                                Files.size(noise),
                                                promised.sha256()),
                                        _ -> {})));
            }
            assertEquals(1, AgentWithApp.commits(work).size(), "the app was never stopped");
            assertEquals(List.of("app.db"), files());
            try (MachineDatabases machine = agent.databases()) {
                machine.upload("other", AgentWithApp.newDatabase("main", other), _ -> {});
                assertEquals(
                        ReplaceAnswer.State.DONE,
                        machine.replace(
                                        AgentWithApp.forced(AgentWithApp.request("other", "main")),
                                        _ -> {})
                                .state(),
                        "forced");
            }
            assertEquals("7", ask(database, "PRAGMA user_version"));
            RunningAgent.Reply refused =
                    alone.send(
                            alone.request("/flysnap/v1/replace")
                                    .header("Authorization", "Bearer " + RunningAgent.COPY_TOKEN)
                                    .POST(
                                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                                    "{\"attempt\":\"a\",\"databases\":[\"main\"],\"check\":\"none\"}"))
                                    .build());
            assertEquals("app-not-supervised", refused.code());
        }
    }

    @Test
    void itWaitsForNobodyAndNobodyComesInBetween() throws Exception {
        try (AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, database);
                MachineDatabases machine = agent.databases()) {
            agent.awaitApp(Map.of());
            machine.upload(ATTEMPT, AgentWithApp.newDatabase("main", fresh), _ -> {});
            assertEquals(
                    "replace-active",
                    codeOf(() ->
                            machine.upload(
                                    "another", AgentWithApp.newDatabase("main", fresh), _ -> {})));
            try (HeldByQuiesce held = HeldByQuiesce.on(agent.address())) {
                assertEquals(
                        "lease-active",
                        codeOf(() ->
                                machine.replace(AgentWithApp.request(ATTEMPT, "main"), _ -> {})));
                assertTrue(held.isIntact());
            }
            Process holder =
                    new ProcessBuilder(
                                    Load.java(
                                            WriterMain.class,
                                            work.resolve("elsewhere").toString(),
                                            "5",
                                            "1",
                                            "NORMAL",
                                            database.toString()))
                            .start();
            assertEquals("began", Load.firstLine(holder));
            Map<String, Long> before = AgentWithApp.commits(work);
            assertEquals(
                    "database-in-use",
                    codeOf(() -> machine.replace(AgentWithApp.request(ATTEMPT, "main"), _ -> {})));
            holder.destroyForcibly().waitFor();
            agent.awaitApp(before);
            assertEquals(
                    ReplaceAnswer.State.DONE,
                    machine.replace(AgentWithApp.request(ATTEMPT, "main"), _ -> {}).state());
            assertIsNew(database);
            assertFalse(files().contains(".flysnap-replacing"));
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void aDiskThatFillsUpDuringTheUploadEndsItAndTheAppGoesOn() throws Exception {
        Path disk = work.resolve("disk");
        try (Mounted mounted = Mounted.tmpfs(disk, "64m")) {
            Path live = TestDatabases.orders(disk.resolve("app.db"), "wal");
            Path large = TestDatabases.orders(work.resolve("large.db"), "wal");
            TestDatabases.sql(
                    large,
                    "INSERT INTO orders VALUES (99, 1, randomblob(20000000))",
                    "PRAGMA wal_checkpoint(TRUNCATE)");
            try (AgentWithApp agent = AgentWithApp.start(work, NO_OPTIONS, live);
                    MachineDatabases machine = agent.databases()) {
                agent.awaitApp(Map.of());
                assertEquals(
                        "disk-full",
                        codeOf(() ->
                                machine.upload(
                                        ATTEMPT,
                                        AgentWithApp.newDatabase("main", large),
                                        _ -> mounted.fill("filler"))));
                assertFalse(
                        Files.exists(ReplacedDatabase.incoming(live, ATTEMPT)), "nothing is left");
                Files.delete(disk.resolve("filler"));
                assertEquals(
                        "disk-full",
                        codeOf(() -> {
                            Files.write(disk.resolve("filler"), new byte[30 << 20]);
                            machine.upload(
                                    ATTEMPT, AgentWithApp.newDatabase("main", large), _ -> {});
                        }),
                        "room is looked at before");
                Files.delete(disk.resolve("filler"));
                assertTrue(agent.isAlive());
                assertEquals(1, AgentWithApp.commits(work).size(), "the app was never stopped");
            }
        }
    }

    @Test
    void whereTheAppIsAskedForItsHealthTheNewDataCountsOnlyWhenItIsWell() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger wellFrom = new AtomicInteger(Integer.MAX_VALUE);
        HttpServer health =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        health.createContext(
                "/up",
                exchange -> {
                    exchange.sendResponseHeaders(
                            asked.incrementAndGet() < wellFrom.get() ? 503 : 200, -1);
                    exchange.close();
                });
        health.start();
        try {
            try (AgentWithApp agent = AgentWithApp.start(work, asking(health, 1), database)) {
                agent.awaitApp(Map.of());
                assertEquals(0, asked.get(), "only while something is replaced");
                ReplaceAnswer answer = agent.replace(ATTEMPT, fresh);
                assertEquals(ReplaceAnswer.State.PUT_BACK, answer.state(), answer::toString);
                assertTrue(answer.toString().contains("503"), answer::toString);
                assertTrue(asked.get() > 0);
                assertEquals(List.of("app.db"), files(), "nothing is left of the attempt");
                agent.awaitApp(AgentWithApp.commits(work));
                assertIsOldWith(firstApp(), database);
            }
            asked.set(0);
            wellFrom.set(2);
            try (AgentWithApp agent = AgentWithApp.start(work, asking(health, 120), database)) {
                agent.awaitApp(AgentWithApp.commits(work));
                ReplaceAnswer well = agent.replace(ATTEMPT + "-again", fresh);
                assertEquals(ReplaceAnswer.State.DONE, well.state(), well::toString);
                assertTrue(asked.get() >= 2, () -> "asked " + asked);
                assertIsNew(database);
            }
        } finally {
            health.stop(0);
        }
    }

    private static List<String> asking(HttpServer health, int limitSeconds) {
        return List.of(
                "--health",
                "http://127.0.0.1:%d/up".formatted(health.getAddress().getPort()),
                "--health-limit",
                String.valueOf(limitSeconds));
    }

    private static void refused(AgentWithApp agent, String code, Path file) throws Exception {
        assertEquals(code, codeOf(() -> agent.replace(code, file)));
        try (MachineDatabases machine = agent.databases()) {
            var _ = machine.discard(new DiscardRequest(code, false));
        }
    }

    private static String codeOf(Executable work) {
        return assertThrows(FlysnapException.class, work).problem().code();
    }
}
