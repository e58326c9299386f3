package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.cli.Main;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.portable.store.DirectoryStore;
import dev.flysnap.portable.take.AgentTake;
import dev.flysnap.portable.take.ParkedAgentTakeMain;
import dev.flysnap.portable.take.SilentProgress;
import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Sealing;
import dev.flysnap.seal.UnsealedInput;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Sleeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whichever side is killed, and wherever: no copy that looks good and is not, and nothing left. */
@Timeout(240)
class CopyKillsTest {
    private static final Sleeper AT_ONCE = duration -> Sleeper.REAL.sleep(Duration.ofMillis(5));
    private static final long MB = 1_000_000;
    private static final List<CopyMethod> METHODS =
            List.of(CopyMethod.VACUUM, CopyMethod.BACKUP, CopyMethod.RAW);

    @TempDir private Path work;
    private Path source = Path.of("");
    private Path folder = Path.of("");
    private Path copies = Path.of("");

    @BeforeEach
    void fill() throws Exception {
        Path data = Files.createDirectory(work.resolve("data"));
        folder = data.resolve(".flysnap-agent-copies");
        copies = Files.createDirectory(work.resolve("copies"));
        source = TestDatabases.orders(data.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "CREATE TABLE big (id INTEGER PRIMARY KEY, noise BLOB)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) INSERT INTO big SELECT i, randomblob(1000) FROM n");
    }

    private record AgentOfItsOwn(Process process, int port) implements AutoCloseable {
        static AgentOfItsOwn start(Path database, int port) throws IOException {
            ProcessBuilder builder =
                    new ProcessBuilder(
                            Load.java(
                                    Main.class,
                                    "agent",
                                    "--db",
                                    "main=" + database,
                                    "--listen",
                                    "127.0.0.1:" + port));
            builder.environment()
                    .putAll(
                            Map.of(
                                    AgentToken.VARIABLE,
                                    RunningAgent.TOKEN,
                                    AgentToken.COPY_VARIABLE,
                                    RunningAgent.COPY_TOKEN));
            Process process = builder.start();
            BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
            String line = said.readLine();
            assertTrue(line != null && line.contains("listening on "), line);
            return new AgentOfItsOwn(
                    process, Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
        }

        void kill() {
            process.destroyForcibly();
            try {
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            kill();
        }
    }

    /**
     * An app that commits a hundred times a second: one at full speed would only make it larger.
     */
    private record GentleWriter(Thread thread, AtomicBoolean isOver) implements AutoCloseable {
        static GentleWriter on(Path database) {
            AtomicBoolean isOver = new AtomicBoolean();
            return new GentleWriter(
                    Thread.ofPlatform().daemon().start(() -> write(database, isOver)), isOver);
        }

        private static void write(Path database, AtomicBoolean isOver) {
            try (Connection app = TestDatabases.open(database);
                    Statement statement = app.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                while (!isOver.get()) {
                    statement.execute("INSERT INTO orders VALUES (1, 1, randomblob(100))");
                    LockSupport.parkNanos(10_000_000);
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            isOver.set(true);
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private interface Happening {
        void at() throws IOException;
    }

    /** Once, when so much was received. */
    private static TakeProgress when(long receivedBytes, Happening happening) {
        return new TakeProgress() {
            private boolean isReceiving;
            private boolean isOver;

            @Override
            public void step(String text) {
                isReceiving = text.startsWith("receiving");
            }

            @Override
            public void copied(long doneBytes, long totalBytes) {
                if (isReceiving && !isOver && doneBytes >= receivedBytes) {
                    isOver = true;
                    try {
                        happening.at();
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            }
        };
    }

    private AgentTake from(int port, CopyMethod method, Sealing sealing, Sleeper sleeper) {
        return new AgentTake(port, RunningAgent.COPY_TOKEN, method, sealing, sleeper, copies);
    }

    private static RunId run(int number) {
        return new RunId("run_kkkkkkkkk" + (char) ('a' + number));
    }

    private void assertNoCopyHere(String when) {
        CopyStore store = DirectoryStore.open(copies);
        assertEquals(List.of(), store.list(), when);
        assertEquals(List.of(), CopyList.of(store).copies(), when);
    }

    @Test
    void theAgentIsKilledAtEveryTenthOfTheTransfer() throws Exception {
        AgentOfItsOwn agent = AgentOfItsOwn.start(source, 0);
        try (GentleWriter _ = GentleWriter.on(source)) {
            for (int tenth = 0; tenth < 10; tenth += Points.apart(7)) {
                CopyMethod method = METHODS.get(tenth % 3);
                Sealing sealing = tenth % 2 == 0 ? AgentTake.SEALED : Sealing.NONE;
                String when = "%s, at %d tenths, %s".formatted(method, tenth, sealing.suffix());
                AgentOfItsOwn victim = agent;
                AgentTake take = from(agent.port(), method, sealing, AT_ONCE);
                RunId run = run(tenth);
                TakeProgress killing = when(tenth * MB, victim::kill);
                FlysnapException e =
                        assertThrows(
                                FlysnapException.class, () -> take.take("x", run, killing), when);
                assertEquals("copy-cut-off", e.problem().code(), when);
                assertNoCopyHere(when);
                agent = AgentOfItsOwn.start(source, victim.port());
                assertTrue(Files.notExists(folder), when);
            }
        } finally {
            agent.kill();
        }
    }

    @Test
    void anAgentThatStartsAgainMakesAnotherCopy() throws Exception {
        AgentOfItsOwn first = AgentOfItsOwn.start(source, 0);
        AgentOfItsOwn[] second = {first};
        Sleeper restarting =
                duration -> {
                    if (!first.process().isAlive() && second[0].equals(first)) {
                        try {
                            second[0] = AgentOfItsOwn.start(source, first.port());
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                    AT_ONCE.sleep(duration);
                };
        try {
            CopyManifest manifest =
                    from(first.port(), CopyMethod.VACUUM, AgentTake.SEALED, restarting)
                            .take("x", run(0), when(5 * MB, first::kill));
            assertEquals(2, manifest.tables().orElseThrow());
            Path plain = work.resolve("plain.db");
            try (UnsealedInput in =
                    UnsealedInput.open(
                            "x",
                            Files.newInputStream(copies.resolve("x")),
                            AgeKey.OURS.identities(),
                            Long.MAX_VALUE)) {
                Files.copy(in, plain);
            }
            assertEquals("10000", TestDatabases.ask(plain, "SELECT count(*) FROM big"));
            assertTrue(Files.notExists(folder));
        } finally {
            second[0].kill();
        }
    }

    /** Whoever waits for the agent asks as soon as it listens. */
    @Test
    void whatAKilledAgentLeftIsGoneBeforeTheNextOneAnswers() throws Exception {
        Files.createDirectory(folder);
        for (int i = 0; i < 10_000; i++) {
            Files.createFile(folder.resolve(String.valueOf(i)));
        }
        int port = freePort();
        CompletableFuture<CopyManifest> taken =
                CompletableFuture.supplyAsync(() -> {
                    awaitListening(port);
                    return from(port, CopyMethod.VACUUM, Sealing.NONE, AT_ONCE)
                            .take("x", run(0), new SilentProgress());
                });
        try (AgentOfItsOwn _ = AgentOfItsOwn.start(source, port)) {
            assertTrue(taken.get(60, TimeUnit.SECONDS).plain().bytes() > 10 * MB);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitListening(int port) {
        while (true) {
            try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whoReceivesIsKilledAtEveryTenthOfTheTransfer() throws Exception {
        try (RunningAgent agent = RunningAgent.withCopies(source);
                GentleWriter _ = GentleWriter.on(source)) {
            for (int tenth = 0; tenth < 10; tenth += Points.apart(7)) {
                CopyMethod method = METHODS.get(tenth % 3);
                boolean isSealed = tenth % 2 == 0;
                String when = "%s, at %d tenths, sealed %s".formatted(method, tenth, isSealed);
                Process process =
                        new ProcessBuilder(
                                        Load.java(
                                                ParkedAgentTakeMain.class,
                                                String.valueOf(agent.agent().address().getPort()),
                                                RunningAgent.COPY_TOKEN,
                                                method.name(),
                                                copies.toString(),
                                                String.valueOf(isSealed),
                                                String.valueOf(tenth)))
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                assertEquals("parked", Load.firstLine(process), when);
                process.destroyForcibly();
                assertTrue(process.waitFor(60, TimeUnit.SECONDS));
                assertNoCopyHere(when);
                // Whoever comes a minute later need not wait for the one that was killed.
                agent.clock.advance(Duration.ofSeconds(61));
            }
            CopyManifest _ =
                    from(
                                    agent.agent().address().getPort(),
                                    CopyMethod.VACUUM,
                                    Sealing.NONE,
                                    AT_ONCE)
                            .take("x", run(0), new SilentProgress());
            assertEquals(
                    "10000", TestDatabases.ask(copies.resolve("x"), "SELECT count(*) FROM big"));
            assertTrue(Files.notExists(folder));
        }
    }
}
