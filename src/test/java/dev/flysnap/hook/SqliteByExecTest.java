package dev.flysnap.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.fly.CreateMachine;
import dev.flysnap.fly.CreateVolume;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.FlySettings;
import dev.flysnap.fly.FlyToken;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.world.Delays;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * By the simulator's exec, in real processes: the real sqlite3, and the real agent with its ctl.
 */
@Timeout(90)
class SqliteByExecTest {
    private static final AppName SHOP = new AppName("shop");
    private static final List<String> BOTH = List.of("main=/data/app.db", "audit=/data/audit.db");

    @TempDir private Path directory;
    private Simulator sim;
    private FlyApi fly;
    private Path data;
    private String volume;

    @BeforeEach
    void start() throws IOException, SQLException {
        sim =
                Simulator.start(
                        SimSettings.real(directory.resolve("sim"))
                                .withApp("shop")
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
        volume =
                fly.volumes()
                        .create(
                                SHOP,
                                new CreateVolume(
                                        new VolumeName("data"),
                                        new Region("ams"),
                                        1,
                                        true,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false))
                        .id()
                        .value();
        data = directory.resolve("sim/disks/volumes/" + volume);
        for (int i = 0; i < 400 && !Files.isDirectory(data); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(25));
        }
        sql("app.db", "PRAGMA journal_mode=wal", "CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        sql("audit.db", "CREATE TABLE log (id INTEGER PRIMARY KEY)");
    }

    @AfterEach
    void stop() throws IOException {
        List<Path> left = fly.machines().list(SHOP).stream().map(it -> state(it)).toList();
        fly.close();
        sim.close();
        for (Path folder : left) {
            try (Stream<Path> files =
                    Files.isDirectory(folder) ? Files.walk(folder) : Stream.empty()) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Where the script keeps what it knows of a hold. */
    private static Path state(Machine machine) {
        return Path.of("/tmp/flysnap-exec-" + machine.id());
    }

    private void sql(String file, String... statements) throws SQLException {
        try (Connection app =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + data.resolve(file) + "?busy_timeout=0");
                Statement statement = app.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private Machine machine(List<String> program, Json.Obj environment) {
        Json.Obj config =
                JsonText.parseObject(
                                "{\"image\":\"shop:1\",\"mounts\":[{\"volume\":\"%s\",\"path\":\"/data\"}]}"
                                        .formatted(volume))
                        .with(
                                "init",
                                Json.Obj.empty()
                                        .with(
                                                "exec",
                                                new Json.Arr(
                                                        program.stream()
                                                                .<Json>map(Json.Str::new)
                                                                .toList())))
                        .with("env", environment);
        Machine made =
                fly.machines()
                        .create(
                                SHOP,
                                new CreateMachine("web", new Region("ams"), config, false, false));
        assertTrue(
                fly.machines()
                        .waitFor(
                                SHOP,
                                made.id(),
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(30)));
        return fly.machines().get(SHOP, made.id());
    }

    private Machine plainMachine() {
        assumeTrue(
                Stream.of("/usr/bin/sqlite3", "/bin/sqlite3", "/usr/local/bin/sqlite3")
                        .anyMatch(it -> Files.isExecutable(Path.of(it))),
                "sqlite3 is not installed here");
        return machine(List.of("sh", "-c", "while :; do sleep 1; done"), Json.Obj.empty());
    }

    private Quiescer hook(Machine machine) {
        return new Hooks(HookTimes.USUAL, Sleeper.REAL, InstantSource.system())
                .withoutAgent(fly.machines(), SHOP, machine, BOTH);
    }

    private static Grade grade(Machine machine, Quiesced quiesced, Quiescer.Resumed how) {
        Instant now = quiesced.answeredAt();
        return Grading.of(
                        new Evidence(
                                Optional.of(machine),
                                Optional.of(machine),
                                Optional.of(quiesced),
                                Optional.of(new Evidence.Release(how, now)),
                                Optional.of(now),
                                Optional.of(now)))
                .grade();
    }

    @Test
    void withoutAnAgentTheDatabasesAreSyncedAndWritersGoOn() throws SQLException {
        Machine machine = plainMachine();
        sql("app.db", "INSERT INTO orders VALUES (1)");
        Quiescer hook = hook(machine);
        Quiesced quiesced = hook.quiesce("run_a/1.0", Duration.ZERO, List.of());
        assertFalse(quiesced.isHolding());
        assertEquals(Optional.of(machine.id().value()), quiesced.machine());
        assertEquals(
                List.of("main", "audit"),
                quiesced.answer().databases().stream().map(DatabaseState::name).toList());
        assertEquals("wal", quiesced.answer().databases().getFirst().journalMode());
        sql("app.db", "INSERT INTO orders VALUES (2)");
        sql("audit.db", "INSERT INTO log VALUES (2)");
        assertEquals(Grade.SYNCED, grade(machine, quiesced, hook.resume(quiesced.lease())));
        assertEquals(2, hook.status().databases().size());
    }

    @Test
    void aHoldKeepsWritersOffUntilItIsGivenBackAndIsHeld() throws SQLException {
        Machine machine = plainMachine();
        sql("app.db", "INSERT INTO orders VALUES (1)");
        Quiesced quiesced = hook(machine).quiesce("run_a/1.0", Duration.ofSeconds(20), List.of());
        assertThrows(SQLException.class, () -> sql("app.db", "INSERT INTO orders VALUES (2)"));
        assertThrows(SQLException.class, () -> sql("audit.db", "INSERT INTO log VALUES (2)"));
        Quiescer another = hook(machine);
        assertEquals(
                quiesced.lease(),
                another.quiesce("run_a/1.0", Duration.ofSeconds(20), BOTH).lease());
        assertEquals(
                "hook-lease-active",
                problem(() -> another.quiesce("run_b/1.0", Duration.ZERO, List.of())));
        Quiescer.Resumed how = another.resume(quiesced.lease());
        assertTrue(how instanceof Quiescer.Resumed.Intact, how.toString());
        assertEquals(how, another.resume(quiesced.lease()), "the answer is repeated");
        sql("app.db", "INSERT INTO orders VALUES (2)");
        assertEquals(Grade.HELD, grade(machine, quiesced, how));
        assertEquals(
                new Quiescer.Resumed.Unknown(), another.resume("run_c/1.0@" + BOTH.getFirst()));
    }

    @Test
    void aHoldThatRanOutOrWasKilledIsToldAndLetsWritersGo() throws Exception {
        Machine machine = plainMachine();
        Quiescer hook = hook(machine);
        Quiesced brief = hook.quiesce("run_a/1.0", Duration.ofSeconds(3), List.of());
        Path state = state(machine);
        for (int i = 0; i < 800 && !Files.exists(state.resolve("over")); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(25));
        }
        Quiescer.Resumed late = hook.resume(brief.lease());
        assertTrue(late instanceof Quiescer.Resumed.Lapsed, late.toString());
        assertEquals(Grade.SYNCED, grade(machine, brief, late));

        Quiesced killed = hook.quiesce("run_a/2.0", Duration.ofSeconds(20), List.of());
        ProcessHandle holder =
                ProcessHandle.of(Long.parseLong(Files.readString(state.resolve("pid")).strip()))
                        .orElseThrow();
        assertTrue(holder.destroyForcibly());
        holder.onExit().get();
        sql("app.db", "INSERT INTO orders VALUES (9)");
        assertTrue(hook.resume(killed.lease()) instanceof Quiescer.Resumed.Lapsed);
    }

    @Test
    void whatCannotBeQuiescedIsRefusedInWords() throws Exception {
        Quiescer hook = hook(plainMachine());
        Files.writeString(data.resolve("notes.txt"), "not a database, and longer than a header");
        assertEquals("hook-database-unknown", problem(hook, "main=/data/none.db"));
        assertFalse(Files.exists(data.resolve("none.db")), "looking makes no database");
        assertEquals("hook-failed", problem(hook, "main=/data/notes.txt"));
        for (String odd :
                List.of(
                        "/data/app.db",
                        "main=data/app.db",
                        "main=/data/../etc/x",
                        "main=/data/a b",
                        "main=/data/$(id)",
                        "main=/data/a'b",
                        "main=/data/-x",
                        "main=/data//x")) {
            assertEquals("hook-database-malformed", problem(hook, odd), odd);
        }
    }

    private static String problem(Quiescer hook, String database) {
        return problem(() -> hook.quiesce("run_x/1.0", Duration.ZERO, List.of(database)));
    }

    private static String problem(Executable call) {
        return assertThrows(FlysnapException.class, call).problem().code();
    }

    @Test
    void theCommandIsTheSameForEveryRunSoThatATokenCanBePinnedToIt() {
        String script = ExecScript.of(BOTH);
        assertEquals(script, ExecScript.of(BOTH));
        assertTrue(script.contains("'main=/data/app.db audit=/data/audit.db'"), script);
        assertEquals(script.strip(), script);
    }

    @Test
    void throughExecTheAgentsOwnClientAsksTheRealAgent() throws Exception {
        Path bin = Files.createDirectory(directory.resolve("bin"));
        Path flysnap = bin.resolve("flysnap");
        Files.writeString(
                flysnap,
                "#!/bin/sh\nexec '%s' --enable-native-access=ALL-UNNAMED -cp '%s' dev.flysnap.cli.Main \"$@\"\n"
                        .formatted(
                                ProcessHandle.current().info().command().orElseThrow(),
                                System.getProperty("java.class.path")));
        Files.setPosixFilePermissions(flysnap, PosixFilePermissions.fromString("rwx------"));
        Machine machine =
                machine(
                        List.of("flysnap", "agent", "--db", "main=/data/app.db"),
                        Json.Obj.empty()
                                .with("PATH", bin + ":/usr/bin:/bin")
                                .with("FLYSNAP_HOOK_TOKEN", HookOnTheWire.SECRET));
        sql("app.db", "INSERT INTO orders VALUES (1)");
        try (Quiescer hook =
                new Hooks(HookTimes.USUAL, Sleeper.REAL, InstantSource.system())
                        .throughExec(fly.machines(), SHOP, machine)) {
            for (int i = 0; i < 20 && !answers(hook); i++) {
                Sleeper.REAL.sleep(Duration.ofMillis(200));
            }
            Quiesced quiesced = hook.quiesce("run_a/1.0", Duration.ofSeconds(9), List.of("main"));
            assertThrows(SQLException.class, () -> sql("app.db", "INSERT INTO orders VALUES (2)"));
            Quiescer.Resumed how = hook.resume(quiesced.lease());
            assertTrue(how instanceof Quiescer.Resumed.Intact, how.toString());
            sql("app.db", "INSERT INTO orders VALUES (2)");
            assertEquals(Grade.HELD, grade(machine, quiesced, how));
        }
    }

    private static boolean answers(Quiescer hook) {
        try {
            return hook.status().level() == 2;
        } catch (FlysnapException notYet) {
            return false;
        }
    }
}
