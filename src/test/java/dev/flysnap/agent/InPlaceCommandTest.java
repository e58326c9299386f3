package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.cli.Main;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.engine.SimClock;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.directory.DirectoryObjects;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.storage.s3.S3Server;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * As a user does it: commands, a simulated Fly, and a real agent with an app that never stops
 * writing.
 */
@Timeout(300)
class InPlaceCommandTest {
    private static final AppName SHOP = new AppName("shop");
    private static final String IMAGE = "registry.fly.io/shop:1";

    @TempDir private Path work;
    private Simulator sim;
    private FlyApi fly;
    private AgentWithApp agent;
    private Path database;
    private Map<String, String> ofMachine = Map.of();

    private record Said(int exit, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        ScriptedMachinery machinery = new ScriptedMachinery();
        machinery.script("shop-app", Script.IDLE).onExec((_, exec) -> inMachine(exec));
        SimSettings virtual =
                SimSettings.scripted(machinery, new MemoryDisks())
                        .withApp(SHOP.value())
                        .withImage(IMAGE, List.of("shop-app"));
        sim =
                Simulator.start(
                        new SimSettings(
                                        virtual.machinery(),
                                        virtual.disks(),
                                        SimClock.real(),
                                        virtual.rules(),
                                        virtual.port(),
                                        virtual.seed(),
                                        virtual.scopes(),
                                        virtual.apps(),
                                        virtual.home())
                                .withSpeed(Delays.Speed.INSTANT));
        fly =
                FlyApi.of(
                        FlySettings.of(
                                URI.create(sim.baseUrl()),
                                FlyToken.parse(sim.token()),
                                "flysnap/test"),
                        (action, target) -> {},
                        Sleeper.REAL,
                        InstantSource.system());
        database =
                TestDatabases.orders(
                        Files.createDirectory(work.resolve("volume")).resolve("app.db"), "wal");
        // The app does not write to the second one: it stays small.
        String quiet = TestDatabases.orders(database.resolveSibling("quiet.db"), "wal").toString();
        String machine = machine().id().value();
        agent = AgentWithApp.start(work, machine, List.of("--db", quiet), database);
        ofMachine =
                Map.of(
                        AgentToken.VARIABLE,
                        RunningAgent.TOKEN,
                        AgentToken.COPY_VARIABLE,
                        RunningAgent.COPY_TOKEN,
                        ListenAddress.VARIABLE,
                        agent.address(),
                        "FLY_MACHINE_ID",
                        machine,
                        "XDG_RUNTIME_DIR",
                        work.toString());
        agent.awaitApp(Map.of());
    }

    private Machine machine() {
        Volume volume =
                fly.volumes()
                        .create(
                                SHOP,
                                CreateVolume.withDefaults(
                                        new VolumeName("data"),
                                        new Region("ams"),
                                        1,
                                        Optional.empty()));
        while (!sim.world().volume(volume.id().value()).orElseThrow().isUsable()) {
            sim.sleeper().sleep(Duration.ofMillis(20));
        }
        Machine made =
                fly.machines()
                        .create(
                                SHOP,
                                new CreateMachine(
                                        "web",
                                        new Region("ams"),
                                        JsonText.parseObject(
                                                """
                                                {"image":"%s","mounts":[{"volume":"%s","path":"%s"}]}\
                                                """
                                                        .formatted(
                                                                IMAGE,
                                                                volume.id(),
                                                                work.resolve("volume"))),
                                        false,
                                        false));
        assertTrue(
                fly.machines()
                        .waitFor(
                                SHOP,
                                made.id(),
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(60)));
        return made;
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
        fly.close();
        sim.close();
    }

    /** The machine's own environment, and the real command. */
    private Machinery.ExecOutcome inMachine(Machinery.Exec exec) {
        Said said = started(exec.command(), ofMachine, exec.stdin());
        return new Machinery.ExecOutcome.Done(
                said.exit(), Optional.empty(), said.out(), said.err());
    }

    private Said flysnap(Map<String, String> more, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--state-dir", work.resolve("state").toString()));
        Map<String, String> environment = new HashMap<>(more);
        environment.put("FLY_FLAPS_BASE_URL", sim.baseUrl());
        environment.put("FLY_API_TOKEN", sim.token());
        environment.put(AgentToken.COPY_VARIABLE, RunningAgent.COPY_TOKEN);
        return run(all, environment, "");
    }

    private Said run(List<String> words, Map<String, String> environment, String input) {
        return started(Load.java(Main.class, words.toArray(String[]::new)), environment, input);
    }

    private Said started(List<String> command, Map<String, String> environment, String input) {
        try {
            Path out = Files.createTempFile(work, "out", "");
            Path err = Files.createTempFile(work, "err", "");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(work.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + ": " + Files.readString(err));
            }
            return new Said(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String file(String name, String... sql) throws Exception {
        Path file = TestDatabases.orders(work.resolve(name), "delete");
        TestDatabases.sql(file, "INSERT INTO orders VALUES (99, 1, randomblob(600000))");
        TestDatabases.sql(file, sql);
        return file.toString();
    }

    private Said push(Map<String, String> environment, String file, String... more) {
        List<String> words =
                new ArrayList<>(List.of("push", file, "--app", "shop", "--db", "main"));
        words.add("--in-place");
        words.addAll(List.of(more));
        return flysnap(environment, words.toArray(String[]::new));
    }

    private Map<String, String> direct() {
        return Map.of("FLYSNAP_HOOK_URL", "http://" + agent.address(), "FLYSNAP_VIA", "direct");
    }

    private String news() throws Exception {
        return TestDatabases.ask(database, "SELECT count(*) FROM orders WHERE writer = 99");
    }

    @Test
    void aFileReplacesTheLiveDataAndIsUndoneAndFinished() throws Exception {
        Map<String, String> direct = direct();
        String file = file("fixed.db");
        Said plan = push(direct, file, "--dry-run");
        assertEquals(0, plan.exit(), plan::toString);
        assertTrue(plan.out().contains(database + ".before-run_"), plan.out());
        Said unconfirmed = push(direct, file);
        assertEquals(2, unconfirmed.exit(), unconfirmed::toString);
        assertTrue(unconfirmed.err().contains("in-place-not-confirmed"), unconfirmed.err());
        Said differs = push(direct, file("other.db", "PRAGMA user_version = 9"), "--yes");
        assertEquals(13, differs.exit(), differs::toString);
        assertTrue(differs.err().contains("database-differs"), differs.err());
        assertEquals("0", news());
        assertEquals(1, AgentWithApp.commits(work).size(), "the app was not stopped");

        Said done = push(direct, file, "--yes");
        assertEquals(0, done.exit(), done::toString);
        assertEquals("1", news());
        Matcher run = Pattern.compile("data that (run_[a-z0-9]+) brought").matcher(done.out());
        assertTrue(run.find(), done.out());
        Said undone = flysnap(direct, "undo", run.group(1), "--yes");
        assertEquals(0, undone.exit(), undone::toString);
        assertEquals("0", news());
        assertEquals(2, flysnap(direct, "finish", run.group(1), "--yes").exit(), "writes are kept");
        Said finished = flysnap(direct, "finish", run.group(1), "--discard-writes", "--yes");
        assertEquals(0, finished.exit(), finished::toString);
        try (Stream<Path> left = Files.list(database.getParent())) {
            assertTrue(left.noneMatch(it -> it.toString().contains(".before-")));
        }
    }

    @Test
    void whatIsNotAskedForIsNotReplaced() throws Exception {
        String file = file("fixed.db");
        for (String[] unfit :
                List.of(
                        new String[] {"--to-app", "other"},
                        new String[] {"--path", database.resolveSibling("quiet.db").toString()},
                        new String[] {"--to-region", "fra", "--size-gb", "1"})) {
            List<String> words = new ArrayList<>(List.of(unfit));
            words.add("--yes");
            Said refused = push(direct(), file, words.toArray(String[]::new));
            assertEquals(2, refused.exit(), refused::toString);
            assertTrue(refused.err().contains(unfit[0]), refused.err());
        }
        Said unmet =
                push(
                        direct(),
                        file,
                        "--yes",
                        "--expect",
                        "app.db: SELECT count(*) FROM orders",
                        ">=",
                        "1000");
        assertEquals(13, unmet.exit(), unmet::toString);
        assertTrue(unmet.err().contains(">= 1000, found 1"), unmet.err());
        assertEquals("0", news());
        assertEquals(1, AgentWithApp.commits(work).size(), "the app was not stopped");
        Said met =
                push(direct(), file, "--yes", "--expect", "SELECT count(*) FROM orders", "=", "1");
        assertEquals(0, met.exit(), met::toString);
        assertEquals("1", news());
    }

    @Test
    void itIsOnlyDoneWhenTheStoreOfASharedJournalLacksNothing() throws Exception {
        RunId unsent = new RunId("run_0000000001");
        Path store = Files.createDirectory(work.resolve("store"));
        var _ =
                new DirectoryObjects(store)
                        .put("runs/" + unsent, new byte[] {1}, new Condition.Absent());
        try (Journal journal =
                Journal.open(
                        work.resolve("state"),
                        ApiIdentity.of(URI.create(sim.baseUrl())),
                        InstantSource.system())) {
            var _ = journal.start(unsent, RunKind.CREATE, SHOP, Json.Obj.empty());
        }
        Map<String, String> shared = new HashMap<>(direct());
        shared.put("FLYSNAP_STATE_STORE", store.toString());
        shared.put(
                "FLYSNAP_STATE_IDENTITY",
                Files.writeString(work.resolve("team"), AgeKey.OURS.file()).toString());
        shared.put("FLYSNAP_STATE_RECIPIENTS", AgeKey.OURS.recipient());
        Said partly = push(shared, file("fixed.db"), "--yes");
        assertEquals(3, partly.exit(), partly::toString);
        assertTrue(partly.err().contains("is recorded here"), partly.err());
        assertEquals("1", news());
    }

    /** A script takes it out of the machine, and nothing leaves that in plain; so it comes back. */
    @Test
    void aCopyOfTheAppIsTakenByExecAndComesBack() throws Exception {
        String store = work.resolve("copies") + "/";
        try (S3Server bucket = S3Server.start()) {
            Map<String, String> how = new HashMap<>(bucket.environment());
            how.put("FLYSNAP_VIA", "exec");
            S3Address relay = S3Server.newFolder();
            Said taken =
                    flysnap(
                            how,
                            "extract",
                            "shop",
                            "--db",
                            "quiet",
                            "--to",
                            store,
                            "--recipient",
                            AgeKey.OURS.recipient(),
                            "--encrypt-in-machine",
                            "--relay",
                            relay.toString());
            assertEquals(0, taken.exit(), taken::toString);
            assertTrue(taken.out().contains("  came      through " + relay), taken::toString);
            assertEquals(List.of(), S3Bucket.of(relay, bucket.environment()).list(""));
        }
        String copy;
        try (Stream<Path> files = Files.list(Path.of(store))) {
            copy =
                    files.map(Path::toString)
                            .filter(it -> it.endsWith(".db.zst.age"))
                            .findFirst()
                            .orElseThrow();
        }
        assertTrue(
                filesOfApp().stream().noneMatch(it -> it.startsWith(".flysnap")),
                () -> "left behind in the machine");
        String key = Files.writeString(work.resolve("key"), AgeKey.OURS.file()).toString();
        Said verified =
                run(
                        List.of(
                                "verify",
                                copy,
                                "--identity",
                                key,
                                "--expect",
                                "SELECT count(*) FROM orders",
                                "=",
                                "0"),
                        Map.of(),
                        "");
        assertEquals(0, verified.exit(), verified::toString);
        Said back =
                flysnap(
                        Map.of("FLYSNAP_VIA", "exec"),
                        "restore",
                        copy,
                        "--app",
                        "shop",
                        "--identity",
                        key,
                        "--in-place",
                        "--yes");
        assertEquals(0, back.exit(), back::toString);
        Said byHand =
                run(
                        List.of("agent", "ctl", "copy", "begin", "--attempt", "a", "--db", "quiet"),
                        ofMachine,
                        "");
        assertEquals(0, byHand.exit(), byHand::toString);
        assertTrue(byHand.out().contains("\"expires_in_ms\""), byHand.out());
        assertTrue(filesOfApp().stream().anyMatch(it -> it.startsWith("quiet.db.before-run_")));
    }

    private List<String> filesOfApp() throws Exception {
        try (Stream<Path> files = Files.list(database.getParent())) {
            return files.map(it -> it.getFileName().toString()).sorted().toList();
        }
    }
}
