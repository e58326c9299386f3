package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needed;
import dev.flysnap.Needs;
import dev.flysnap.NeedsTool;
import dev.flysnap.Points;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.take.AgentTake;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Sealing;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.Mounted;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Level 3: copies by the real agent, over the wire, while an app writes. */
@Timeout(180)
class CopiesTest {
    private static final String FOLDER = ".flysnap-agent-copies";
    private static final Sleeper AT_ONCE = duration -> Sleeper.REAL.sleep(Duration.ofMillis(5));

    @TempDir private Path work;
    private Path data = Path.of("");
    private Path source = Path.of("");
    private int runs;

    @BeforeEach
    void fill() throws Exception {
        data = Files.createDirectory(work.resolve("data"));
        source = TestDatabases.orders(data.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "CREATE TABLE big (id INTEGER PRIMARY KEY, noise BLOB)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO big SELECT i, randomblob(1000) FROM n");
    }

    private CopyManifest take(int port, CopyMethod method, Sealing sealing, String name) {
        runs++;
        return new AgentTake(port, RunningAgent.COPY_TOKEN, method, sealing, AT_ONCE, copies())
                .take(name, new RunId("run_aaaaaaaaa" + (char) ('a' + runs)), new SilentProgress());
    }

    private Path copies() {
        return work.resolve("copies");
    }

    private Path plain(String name) throws IOException {
        Path plain = work.resolve(name + ".plain");
        try (UnsealedInput in =
                UnsealedInput.open(
                        name,
                        Files.newInputStream(copies().resolve(name)),
                        AgeKey.OURS.identities(),
                        Long.MAX_VALUE)) {
            Files.copy(in, plain);
        }
        return plain;
    }

    private void assertNothingLeft() throws IOException {
        assertTrue(Files.notExists(data.resolve(FOLDER)), "in the machine");
        try (Stream<Path> files = Files.list(copies())) {
            assertEquals(
                    List.of(),
                    files.filter(it -> it.getFileName().toString().startsWith(".")).toList());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCommitAcknowledgedBeforeIsInTheCopy(CopyMethod method) throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source);
                Load load = Load.on(work, "NORMAL", source)) {
            int turn = List.of(CopyMethod.values()).indexOf(method);
            List<Sealing> both = List.of(AgentTake.SEALED, Sealing.NONE);
            for (Sealing sealing : Points.inTurn(turn, 2, both)) {
                String name = method + sealing.suffix();
                long before = System.nanoTime();
                load.awaitSomeCommitAfter(before, Duration.ofSeconds(60));
                long began = System.nanoTime();
                CopyManifest manifest =
                        take(agent.agent().address().getPort(), method, sealing, name);
                Path copy = plain(name);
                assertEquals("10000", TestDatabases.ask(copy, "SELECT count(*) FROM big"));
                assertEquals("ok", TestDatabases.ask(copy, "PRAGMA integrity_check"));
                assertEquals(0, Load.missing(load.commits(), began, copy), name);
                assertEquals(
                        method == CopyMethod.RAW ? Grade.HELD : Grade.SYNCED, manifest.grade());
                assertEquals("wal", manifest.sqlite().journalMode());
                assertEquals(source.toString(), manifest.source(), "where it comes back to");
                assertEquals(2, manifest.tables().orElseThrow());
                assertNothingLeft();
            }
        }
    }

    @Test
    @NeedsTool({"age", "zstd"})
    void ageAndZstdUndoWhatTheAgentDid() throws Exception {
        Path key = Files.writeString(work.resolve("key.txt"), AgeKey.OURS.file());
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            for (CopyMethod method : CopyMethod.values()) {
                CopyManifest _ =
                        take(
                                agent.agent().address().getPort(),
                                method,
                                AgentTake.SEALED,
                                method + ".db.zst.age");
                Path undone = work.resolve(method + ".db");
                Process tools =
                        new ProcessBuilder(
                                        "sh",
                                        "-c",
                                        "%s -d -i %s %s | %s -q -d -o %s"
                                                .formatted(
                                                        Needed.program("age"),
                                                        key,
                                                        copies().resolve(method + ".db.zst.age"),
                                                        Needed.program("zstd"),
                                                        undone))
                                .inheritIO()
                                .start();
                assertEquals(0, tools.waitFor());
                assertEquals("10000", TestDatabases.ask(undone, "SELECT count(*) FROM big"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"VACUUM,true", "RAW,true", "RAW,false"})
    void aConnectionThatIsCutGoesOnWhereItStopped(CopyMethod method, boolean isSealed)
            throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source);
                CuttingProxy proxy = new CuttingProxy(agent.agent().address(), 1_100_000)) {
            CopyManifest _ =
                    take(proxy.port(), method, isSealed ? AgentTake.SEALED : Sealing.NONE, "x");
            assertTrue(proxy.cuts() >= 9, () -> proxy.cuts() + " cuts");
            assertTrue(proxy.passed() < 25_000_000, "and not from its beginning");
            assertEquals("10000", TestDatabases.ask(plain("x"), "SELECT count(*) FROM big"));
            assertNothingLeft();
        }
    }

    @Test
    void aConnectionThatIsAlwaysCutLeavesNoCopy() throws Exception {
        Files.createDirectories(copies());
        try (RunningAgent agent = RunningAgent.withCopies(source);
                CuttingProxy proxy = new CuttingProxy(agent.agent().address(), 200_000)) {
            for (CopyMethod method : CopyMethod.values()) {
                FlysnapException e =
                        assertThrows(
                                FlysnapException.class,
                                () -> take(proxy.port(), method, AgentTake.SEALED, "x"));
                assertEquals("copy-cut-off", e.problem().code());
                assertTrue(Files.notExists(copies().resolve("x")));
                assertTrue(Files.notExists(copies().resolve("x.json")));
                assertNothingLeft();
            }
        }
    }

    private static String order(String attempt) {
        return "{\"attempt\":\"%s\",\"database\":\"main\",\"method\":\"vacuum\",\"check\":\"none\",\"to_file\":true}"
                .formatted(attempt);
    }

    private static RunningAgent.Reply post(RunningAgent agent, String token, String body)
            throws Exception {
        return agent.send(
                agent.request(HookPaths.COPIES)
                        .header(HookPaths.AUTHORIZATION, "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    @Test
    void theTokenOfAQuiesceOpensNoCopies() throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            assertEquals(401, post(agent, RunningAgent.TOKEN, order("a/1")).status());
            assertEquals(200, post(agent, RunningAgent.COPY_TOKEN, order("a/1")).status());
        }
        try (RunningAgent agent = RunningAgent.on(source)) {
            assertEquals(403, post(agent, RunningAgent.COPY_TOKEN, order("a/1")).status());
        }
    }

    @Test
    void whatNobodyAsksForIsRemoved() throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            assertEquals(200, post(agent, RunningAgent.COPY_TOKEN, order("a/1")).status());
            Path folder = data.resolve(FOLDER);
            assertEquals(
                    PosixFilePermissions.fromString("rwx------"),
                    Files.getPosixFilePermissions(folder));
            assertEquals(
                    PosixFilePermissions.fromString("rw-------"),
                    Files.getPosixFilePermissions(folder.resolve("copy.db")));
            assertEquals(
                    "copy-active",
                    post(agent, RunningAgent.COPY_TOKEN, order("b/1")).code(),
                    "one at a time");
            agent.clock.advance(Duration.ofSeconds(61));
            assertEquals(
                    200,
                    post(agent, RunningAgent.COPY_TOKEN, order("b/1")).status(),
                    "whose caller has gone");
            agent.clock.advance(Duration.ofSeconds(301));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (Files.exists(folder) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertTrue(Files.notExists(folder));
        }
    }

    @Test
    void whatAKilledAgentLeftIsRemovedWhenTheNextOneStarts() throws Exception {
        Path folder = Files.createDirectory(data.resolve(FOLDER));
        Files.writeString(folder.resolve("copy.db"), "half a copy");
        try (RunningAgent _ = RunningAgent.withCopies(source)) {
            assertTrue(Files.notExists(folder));
        }
    }

    @Test
    void aWrongRecipientIsABadRequest() throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            RunningAgent.Reply reply =
                    post(
                            agent,
                            RunningAgent.COPY_TOKEN,
                            "{\"attempt\":\"a\",\"database\":\"main\",\"method\":\"vacuum\",\"check\":\"none\",\"to_file\":true,\"recipients\":[\"age1x\"]}");
            assertEquals(400, reply.status());
            assertEquals("bad-request", reply.code());
        }
    }

    @Test
    void aDamagedDatabaseIsNotGivenAway() throws Exception {
        Files.createDirectories(copies());
        byte[] bytes = Files.readAllBytes(source);
        Arrays.fill(bytes, 4096 * 100, 4096 * 103, (byte) 0x55);
        Files.write(source, bytes);
        try (RunningAgent agent = RunningAgent.withCopies(source)) {
            FlysnapException e =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    take(
                                            agent.agent().address().getPort(),
                                            CopyMethod.BACKUP,
                                            AgentTake.SEALED,
                                            "x"));
            assertEquals("copy-not-good", e.problem().code());
            assertNothingLeft();
        }
    }

    @Test
    void anEmptyDatabaseIsNotGivenAway() throws Exception {
        Files.createDirectories(copies());
        Path empty = Files.createFile(work.resolve("empty.db"));
        try (RunningAgent agent = RunningAgent.withCopies(empty)) {
            int port = agent.agent().address().getPort();
            for (CopyMethod method : CopyMethod.values()) {
                FlysnapException e =
                        assertThrows(
                                FlysnapException.class,
                                () -> take(port, method, AgentTake.SEALED, "x"));
                assertEquals("database-empty", e.problem().code());
                assertEquals(ExitCode.CHECK_NOT_MET, e.problem().exit());
            }
            assertNothingLeft();
        }
    }

    @Test
    @Needs(Ability.MOUNTS)
    void roomIsLookedAtBeforeAndTheAppKeepsSome() throws Exception {
        Files.createDirectories(copies());
        try (Mounted disk = Mounted.tmpfs(work.resolve("disk"), "70m")) {
            Path small = TestDatabases.orders(disk.at().resolve("app.db"), "wal");
            TestDatabases.sql(
                    small,
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 8000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
            try (RunningAgent agent = RunningAgent.withCopies(small)) {
                int port = agent.agent().address().getPort();
                FlysnapException e =
                        assertThrows(
                                FlysnapException.class,
                                () -> take(port, CopyMethod.VACUUM, AgentTake.SEALED, "x"));
                assertEquals("copy-no-room", e.problem().code());
                String text = e.problem().toString();
                assertFalse(text.contains("--temp-dir"), "which is here");
                assertFalse(text.contains(FOLDER), text);
                assertTrue(text.contains("the copy in %s:".formatted(disk.at())), text);
                assertTrue(text.contains("fly volumes extend"), text);
                assertTrue(Files.notExists(disk.at().resolve(FOLDER)));
                CopyManifest _ = take(port, CopyMethod.RAW, Sealing.NONE, "raw");
                assertEquals(
                        "8000",
                        TestDatabases.ask(plain("raw"), "SELECT count(*) FROM orders"),
                        "raw needs none");
            }
        }
    }
}
