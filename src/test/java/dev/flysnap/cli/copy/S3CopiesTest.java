package dev.flysnap.cli.copy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.flysnap.Points;
import dev.flysnap.Signals;
import dev.flysnap.agent.RunningAgent;
import dev.flysnap.cli.Main;
import dev.flysnap.cli.ProgramProcess;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.schedule.cron.CronMemory;
import dev.flysnap.schedule.cron.CronSpec;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.s3.CuttingProxy;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Draft;
import dev.flysnap.storage.s3.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program, with a bucket. */
@Timeout(180)
class S3CopiesTest {
    private static S3Server server;
    private static ProgramProcess program;

    @TempDir private Path work;
    private final S3Address folder = S3Server.newFolder();
    private Path source = Path.of("");
    private String out = "";

    @BeforeAll
    static void start() throws Exception {
        server = S3Server.start();
        program = ProgramProcess.start(server.environment());
    }

    @AfterAll
    static void stop() {
        program.close();
        server.close();
    }

    @BeforeEach
    void fill() throws Exception {
        source = TestDatabases.orders(work.resolve("app.db"), "wal");
        TestDatabases.sql(
                source,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO orders SELECT 1, i, randomblob(1000) FROM n");
    }

    private Process start(Map<String, String> environment, List<String> command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(work.resolve("out").toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private int run(String... arguments) throws Exception {
        ProgramProcess.Ended ended = program.run(arguments);
        out = ended.out() + ended.err();
        assertFalse(out.contains(S3Server.SECRET), out);
        return ended.exit();
    }

    @Test
    void aCopyGoesIntoABucketAndIsListedVerifiedAndPruned() throws Exception {
        String to = folder.toString();
        String[] plain = {"extract", "shop", "--source", source.toString(), "--to", to};
        assertEquals(2, run(plain), () -> out);
        assertTrue(out.contains("code: plaintext-not-confirmed"), out);
        assertEquals(2, run("extract", "--source", source.toString(), "--to", to + "app.db"));
        assertTrue(out.contains("code: plaintext-not-confirmed"), out);
        List<String> sealed = new ArrayList<>(List.of(plain));
        sealed.addAll(List.of("--recipient", AgeKey.OURS.recipient()));
        for (int i = 0; i < 2; i++) {
            assertEquals(0, run(sealed.toArray(String[]::new)), () -> out);
        }
        assertTrue(out.contains("kept      " + to), out);
        assertEquals(0, run("copies", "list", to), () -> out);
        assertEquals(3, out.lines().count(), out);
        // Without the slash it is the same folder.
        String unslashed = to.substring(0, to.length() - 1);
        String key = Files.writeString(work.resolve("key"), AgeKey.OURS.file()).toString();
        assertEquals(0, run("copies", "prune", unslashed, "--keep-last", "1"), () -> out);
        assertTrue(out.contains("removed: 1 of 2"), out);
        assertEquals(0, run("copies", "verify", to, "--identity", key), () -> out);
        assertEquals(1, out.lines().filter(it -> it.endsWith(" is good.")).count(), out);
        String copy = S3Bucket.of(folder, server.environment()).list("").getFirst().name();
        assertEquals(0, run("copies", "verify", to + copy, "--identity", key), () -> out);
        S3Bucket.of(folder, server.environment()).delete(copy);
        assertEquals(13, run("copies", "verify", to, "--identity", key), () -> out);
    }

    /** Of two dead uploads that keys may not look for, and of the copies that no rule keeps. */
    @Test
    void aPruneSaysWhatItRemovedAlsoWhereItMayNotEndUploads() throws Exception {
        String to = folder.toString();
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    0,
                    run(
                            "extract",
                            "--source",
                            source.toString(),
                            "--to",
                            to,
                            "--plaintext",
                            "--compress",
                            "none"),
                    () -> out);
        }
        S3Bucket bucket = S3Bucket.of(folder, server.environment());
        for (String name : List.of("a.db", "b.db")) {
            String mark = S3Draft.PREFIX + "00000000c0ffee00-" + name;
            bucket.put(mark, new byte[0], new Condition.Absent());
            server.age(folder.prefix() + mark, Duration.ofHours(25));
        }
        server.listUploads(false);
        try {
            assertEquals(3, run("copies", "prune", to, "--keep-last", "1"), () -> out);
        } finally {
            server.listUploads(true);
        }
        assertTrue(out.contains("removed: 1 of 2 copies\n"), out);
        assertEquals(1, out.split("s3:ListBucketMultipartUploads", -1).length - 1, out);
        assertEquals(0, run("copies", "prune", to, "--keep-last", "1"), () -> out);
        assertTrue(out.contains("removed: 0 of 1 copies, and 2 unfinished ones\n"), out);
    }

    @Test
    void killedAnywhereThereIsNoCopy() throws Exception {
        long size = Files.size(source);
        for (int part : Points.inTurn(2, 4, List.of(1, 30, 60, 90))) {
            try (CuttingProxy proxy = new CuttingProxy(server.port())) {
                CountDownLatch held = proxy.holdAfter(size * part / 100);
                Process process =
                        start(
                                S3Server.environment(proxy.port()),
                                Load.java(
                                        Main.class,
                                        "extract",
                                        "--source",
                                        source.toString(),
                                        "--to",
                                        folder.toString(),
                                        "--plaintext",
                                        "--compress",
                                        "none",
                                        "--temp-dir",
                                        work.toString()));
                assertTrue(held.await(60, TimeUnit.SECONDS));
                process.destroyForcibly();
                assertTrue(process.waitFor(20, TimeUnit.SECONDS));
            }
            S3Bucket bucket = S3Bucket.of(folder, server.environment());
            List<String> names =
                    bucket.list("").stream()
                            .map(it -> it.name())
                            .filter(it -> !it.startsWith(S3Draft.PREFIX))
                            .toList();
            assertEquals(List.of(), names, part + " percent");
        }
        assertEquals(0, run("copies", "list", folder.toString()), () -> out);
        assertTrue(out.startsWith("No copies in"), out);
    }

    /** As by Ctrl-C, while the store takes nothing any more. */
    @Test
    void interruptedItEndsSoonAndWithoutACopy() throws Exception {
        try (CuttingProxy proxy = new CuttingProxy(server.port())) {
            CountDownLatch held = proxy.holdAfter(Files.size(source) / 2);
            Process process =
                    start(
                            S3Server.environment(proxy.port()),
                            Load.java(
                                    Main.class,
                                    "extract",
                                    "--source",
                                    source.toString(),
                                    "--to",
                                    folder.toString(),
                                    "--plaintext",
                                    "--compress",
                                    "none",
                                    "--temp-dir",
                                    Files.createDirectory(work.resolve("temp")).toString()));
            assertTrue(held.await(60, TimeUnit.SECONDS));
            Signals.send("INT", String.valueOf(process.pid()));
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
            assertEquals(130, process.exitValue());
        }
        assertEquals(0, run("copies", "list", folder.toString()), () -> out);
        assertTrue(out.startsWith("No copies in"), out);
        try (Stream<Path> left = Files.list(work.resolve("temp"))) {
            assertEquals(List.of(), left.toList(), "the plain copy is gone");
        }
    }

    /**
     * There Ctrl-C asks it to end, which it does not hear while it waits for the store. One whose
     * end is told to somebody, or remembered, is left to its end.
     */
    @Test
    void interruptedWhileACopyComesFromAMachineItEndsSoonToo() throws Exception {
        HttpServer fly = flyWithTheMachine();
        List<String> pings = new CopyOnWriteArrayList<>();
        fly.createContext(
                "/ping",
                exchange -> {
                    pings.add(exchange.getRequestURI().getPath());
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        Instant before = Instant.now().minus(Duration.ofHours(1));
        remember(before);
        try (CuttingProxy proxy = new CuttingProxy(server.port());
                RefusingStore ofTelling = RefusingStore.start();
                RefusingStore ofCron = RefusingStore.start();
                RunningAgent agent = RunningAgent.withCopies(source)) {
            String ping = "http://127.0.0.1:%d/ping".formatted(port(fly));
            Process telling =
                    start(environment(port(ofTelling.server), fly), extract(agent, "--ping", ping));
            ofTelling.awaitAsked();
            Process cron = start(environment(port(ofCron.server), fly), cron());
            ofCron.awaitAsked();
            CountDownLatch held = proxy.holdAfter(Files.size(source) / 2);
            Process process = start(environment(proxy.port(), fly), extract(agent));
            assertTrue(held.await(60, TimeUnit.SECONDS), Files.readString(work.resolve("out")));
            for (Process each : List.of(telling, cron, process)) {
                Signals.send("INT", String.valueOf(each.pid()));
            }
            assertTrue(process.waitFor(45, TimeUnit.SECONDS), "it does not end");
            assertEquals(130, process.exitValue());
            assertEquals(200, orderCopy(agent), "the copy in the machine is gone");
            assertTrue(telling.isAlive(), "its end is to be told");
            assertTrue(cron.isAlive(), "its end is to be remembered");
            ofTelling.answers.countDown();
            ofCron.answers.countDown();
            assertTrue(telling.waitFor(60, TimeUnit.SECONDS), "it does not end");
            assertEquals(List.of("/ping/start", "/ping/fail"), pings);
            assertTrue(cron.waitFor(60, TimeUnit.SECONDS), "it does not end");
            assertEquals(0, cron.exitValue());
        } finally {
            fly.stop(0);
        }
        try (CronMemory memory = memory()) {
            assertTrue(memory.lastRun().orElseThrow().isAfter(before));
        }
        assertNothingLeft();
    }

    private List<String> cronJob() {
        return List.of("copies", "verify", folder.toString());
    }

    /** A time has passed: it runs at once. */
    private List<String> cron() {
        List<String> options =
                List.of("cron", "--spec", "* * * * *", "--state-dir", work.toString(), "--");
        return Load.java(
                Main.class,
                Stream.of(options, cronJob()).flatMap(List::stream).toArray(String[]::new));
    }

    private CronMemory memory() {
        List<String> times = List.of(CronSpec.parse("* * * * *", "UTC").toString());
        return CronMemory.open(work, Stream.of(times, cronJob()).flatMap(List::stream).toList());
    }

    private void remember(Instant lastRun) {
        try (CronMemory memory = memory()) {
            memory.remember(lastRun);
        }
    }

    @Test
    void theSecondSignalLeavesNothingBehindEither() throws Exception {
        S3Address relay = S3Server.newFolder();
        HttpServer fly = flyWithTheMachine();
        try (CuttingProxy proxy = new CuttingProxy(server.port());
                RunningAgent agent = RunningAgent.withCopies(source)) {
            // The way through the relay counts, too.
            CountDownLatch held = proxy.holdAfter(Files.size(source) * 3 / 2);
            Process process =
                    start(
                            environment(proxy.port(), fly),
                            extract(agent, "--relay", relay.toString()));
            assertTrue(held.await(60, TimeUnit.SECONDS), Files.readString(work.resolve("out")));
            assertEquals(1, S3Bucket.of(relay, server.environment()).list("").size());
            proxy.release();
            do {
                Signals.send("INT", String.valueOf(process.pid()));
            } while (!process.waitFor(500, TimeUnit.MILLISECONDS));
            String said = Files.readString(work.resolve("out"));
            assertTrue(said.contains("flysnap: Ended at once."), said);
            assertEquals(200, orderCopy(agent), "the copy in the machine is gone");
        } finally {
            fly.stop(0);
        }
        assertEquals(List.of(), S3Bucket.of(relay, server.environment()).list(""));
        assertNothingLeft();
    }

    private void assertNothingLeft() throws IOException {
        try (Stream<Path> left = Files.list(work.resolve("temp"))) {
            assertEquals(List.of(), left.toList(), "the plain copy is gone");
        }
    }

    private static int port(HttpServer of) {
        return of.getAddress().getPort();
    }

    private static Map<String, String> environment(int store, HttpServer fly) {
        Map<String, String> environment = new HashMap<>(S3Server.environment(store));
        environment.put("FLY_API_TOKEN", "fm2_x");
        environment.put("FLY_FLAPS_BASE_URL", "http://127.0.0.1:" + port(fly));
        environment.put("FLYSNAP_COPY_TOKEN", RunningAgent.COPY_TOKEN);
        return environment;
    }

    private List<String> extract(RunningAgent agent, String... more) throws IOException {
        List<String> command =
                Load.java(
                        Main.class,
                        "extract",
                        "shop",
                        "--hook",
                        "http://127.0.0.1:" + agent.agent().address().getPort(),
                        "--machine",
                        "1857156b526dd8",
                        "--state-dir",
                        work.resolve("state").toString(),
                        "--to",
                        folder.toString(),
                        "--plaintext",
                        "--compress",
                        "none",
                        "--temp-dir",
                        Files.createDirectories(work.resolve("temp")).toString());
        return Stream.concat(command.stream(), Stream.of(more)).toList();
    }

    /** Which the agent refuses while it has the copy of somebody else. */
    private static int orderCopy(RunningAgent agent) throws Exception {
        HttpRequest order =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d%s"
                                                .formatted(
                                                        agent.agent().address().getPort(),
                                                        HookPaths.COPIES)))
                        .header(HookPaths.AUTHORIZATION, "Bearer " + RunningAgent.COPY_TOKEN)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"attempt\":\"another\",\"database\":\"main\",\"method\":\"vacuum\",\"check\":\"none\",\"to_file\":true}"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(order, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    /** It lets everybody wait, and then nobody in. */
    private record RefusingStore(HttpServer server, CountDownLatch asked, CountDownLatch answers)
            implements AutoCloseable {
        static RefusingStore start() throws IOException {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            RefusingStore store =
                    new RefusingStore(
                            HttpServer.create(any, 0),
                            new CountDownLatch(1),
                            new CountDownLatch(1));
            store.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            store.server.createContext("/", store::refuse);
            store.server.start();
            return store;
        }

        private void refuse(HttpExchange exchange) throws IOException {
            asked.countDown();
            try {
                boolean _ = answers.await(100, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        }

        void awaitAsked() throws InterruptedException {
            assertTrue(asked.await(60, TimeUnit.SECONDS), "it asks the store");
        }

        @Override
        public void close() {
            answers.countDown();
            server.stop(0);
        }
    }

    private static HttpServer flyWithTheMachine() throws IOException {
        HttpServer fly =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        fly.createContext(
                "/v1/apps/shop/machines/1857156b526dd8",
                exchange -> {
                    byte[] machine =
                            "{\"id\":\"1857156b526dd8\",\"name\":\"m\",\"state\":\"started\",\"region\":\"ams\",\"instance_id\":\"01A\",\"private_ip\":\"127.0.0.1\",\"config\":{}}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, machine.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(machine);
                    }
                });
        fly.start();
        return fly;
    }

    /** It takes a while, and memory, that no other command should need. */
    @Test
    void onlyCommandsOnABucketLoadItsLibrary() throws Exception {
        assertTrue(loadsLibrary("copies", "list", folder.toString()));
        assertFalse(loadsLibrary("copies", "list", Files.createDirectory(work.resolve("d")) + "/"));
        assertFalse(
                loadsLibrary("extract", "--source", source.toString(), "--to", work + "/copy.db"));
        assertFalse(loadsLibrary("runs", "--state-dir", work + "/state"));
        assertFalse(loadsLibrary("--help"));
    }

    private boolean loadsLibrary(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(Load.java(Main.class, arguments));
        Path log = work.resolve("classes");
        command.add(1, "-Xlog:class+load:file=" + log);
        Process process = start(server.environment(), command);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), () -> String.join(" ", arguments));
        return Files.readString(log, StandardCharsets.UTF_8).contains("software.amazon");
    }
}
