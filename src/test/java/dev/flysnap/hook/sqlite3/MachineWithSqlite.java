package dev.flysnap.hook.sqlite3;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Directories;
import dev.flysnap.Needed;
import dev.flysnap.cli.Main;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookOnTheWire;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Evidence;
import dev.flysnap.proof.Graded;
import dev.flysnap.proof.Grading;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sqlite.Load;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
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

/**
 * A machine of the simulator's, with real processes and a volume that has two databases: {@code
 * app.db} with a WAL, {@code audit.db} without.
 */
public final class MachineWithSqlite implements AutoCloseable {
    public static final AppName SHOP = new AppName("shop");
    static final List<String> BOTH = List.of("main=/data/app.db", "audit=/data/audit.db");
    static final List<String> IDLE = List.of("sh", "-c", "while :; do sleep 1; done");

    /** Whose {@code sh}, {@code sync}, {@code stat} and {@code readlink} the machine has. */
    enum Userland {
        SYSTEM,

        /** As in images of Alpine; sqlite3 is all that is there besides. */
        BUSYBOX,

        /** As in images of Alpine. */
        BUSYBOX_WITHOUT_SQLITE3
    }

    private static final List<String> AGENT =
            List.of("flysnap", "agent", "--db", "main=/data/app.db");
    private static final Json SERVICES =
            new Json.Arr(List.of(Json.Obj.empty().with("internal_port", HookPaths.DEFAULT_PORT)));

    private final Path directory;
    private final Simulator sim;
    private final String volume;
    public final FlyApi fly;

    /** The volume, as this computer sees it. */
    final Path data;

    /** Programs here come before those of the system. */
    final Path bin;

    private final String path;

    public MachineWithSqlite(Path directory) throws IOException, SQLException {
        this(directory, Userland.SYSTEM);
    }

    MachineWithSqlite(Path directory, Userland userland) throws IOException, SQLException {
        this.directory = directory;
        this.path =
                switch (userland) {
                    case SYSTEM -> System.getenv("PATH");
                    case BUSYBOX -> busybox().toString();
                    case BUSYBOX_WITHOUT_SQLITE3 ->
                            busyboxAlone("flysnap-tests-busybox-alone").toString();
                };
        this.bin = Files.createDirectory(directory.resolve("bin"));
        sim =
                Simulator.start(
                        SimSettings.real(directory.resolve("sim"))
                                .withApp("shop")
                                .withSwitches(Switches.DEFAULTS.with("rate-limits", "none"))
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
        volume = volume();
        data = dataOf(volume);
        sql("app.db", "PRAGMA journal_mode=wal", "CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        sql("audit.db", "CREATE TABLE log (id INTEGER PRIMARY KEY)");
    }

    private String volume() {
        return fly.volumes()
                .create(
                        SHOP,
                        CreateVolume.withDefaults(
                                new VolumeName("data"), new Region("ams"), 1, Optional.empty()))
                .id()
                .value();
    }

    public Path data() {
        return data;
    }

    /** Another volume, as this computer sees it. */
    Path dataOf(String made) {
        Path folder = directory.resolve("sim/disks/volumes/" + made);
        for (int i = 0; i < 2400 && !Files.isDirectory(folder); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(25));
        }
        return folder;
    }

    /** Made once and kept: JUnit warns of each link that it removes from a temporary directory. */
    public static Path busybox() throws IOException {
        Path folder = busyboxAlone("flysnap-tests-busybox");
        link(folder.resolve("sqlite3"), Needed.program("sqlite3"));
        return folder;
    }

    private static Path busyboxAlone(String name) throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), name));
        Path busybox = Needed.program("busybox");
        Process applets = new ProcessBuilder(busybox.toString(), "--list").start();
        for (String applet : applets.inputReader().lines().toList()) {
            link(folder.resolve(applet), busybox);
        }
        return folder;
    }

    private static void link(Path link, Path target) throws IOException {
        try {
            Files.createSymbolicLink(link, target);
        } catch (FileAlreadyExistsException another) {
            // A process of the tests before, or beside this one, has made it.
        }
    }

    /** As the app: it does not wait. */
    public void sql(String file, String... statements) throws SQLException {
        try (Connection app = connect(file);
                Statement statement = app.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    /** Zeros over some of its pages, as a broken disk leaves them. */
    void damage(String file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(data.resolve(file).toFile(), "rw")) {
            bytes.seek(10L * 4096);
            bytes.write(new byte[3 * 4096]);
        }
    }

    Connection connect(String file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + data.resolve(file) + "?busy_timeout=0");
    }

    /** A program in {@link #bin}; {@code $real} in its text is the system's of the same name. */
    void program(String name, String text) throws IOException {
        Path file = bin.resolve(name);
        Files.writeString(
                file,
                "#!/bin/sh\nlog='%s'\nreal=$(PATH=%s command -v %s)\n%s\n"
                        .formatted(directory.resolve(name + ".log"), path, name, text));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /** What a program has written into {@code $log}. */
    List<String> logOf(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name + ".log"));
    }

    /** One that does nothing. */
    public Machine idle() {
        return machine(IDLE, Json.Obj.empty());
    }

    /** One whose main process is the real agent, on the usual port, for app.db. */
    public Machine agent() throws IOException {
        flysnap();
        return machine(
                volume, AGENT, Json.Obj.empty().with("FLYSNAP_HOOK_TOKEN", HookOnTheWire.SECRET));
    }

    /** Another one of the app, with a volume and a database of its own. */
    public Machine anotherAgent() throws IOException, SQLException {
        flysnap();
        String other = volume();
        TestDatabases.orders(dataOf(other).resolve("app.db"), "wal");
        return machine(
                other, AGENT, Json.Obj.empty().with("FLYSNAP_HOOK_TOKEN", HookOnTheWire.SECRET));
    }

    private void flysnap() throws IOException {
        program("flysnap", "exec %s \"$@\"".formatted(Load.shell(Main.class)));
    }

    Machine machine(List<String> program, Json.Obj environment) {
        return machine(volume, program, environment);
    }

    private Machine machine(String volume, List<String> program, Json.Obj environment) {
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
                        .with("services", SERVICES)
                        .with("env", environment.with("PATH", bin + ":" + path));
        Machine made =
                fly.machines()
                        .create(
                                SHOP,
                                new CreateMachine(
                                        "web-" + volume, new Region("ams"), config, false, false));
        awaitStarted(made.id());
        return fly.machines().get(SHOP, made.id());
    }

    /** What its processes have left in its root file system is gone. */
    void stop(Machine machine) {
        fly.machines().stop(SHOP, machine.id(), Optional.empty());
        assertTrue(
                fly.machines()
                        .waitFor(
                                SHOP,
                                machine.id(),
                                MachineState.STOPPED,
                                machine.instanceId(),
                                Duration.ofSeconds(30)));
        try {
            Directories.deleteTemporaryOf(List.of(machine.id().value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void start(Machine machine) {
        fly.machines().start(SHOP, machine.id(), Optional.empty());
        awaitStarted(machine.id());
    }

    private void awaitStarted(MachineId machine) {
        assertTrue(
                fly.machines()
                        .waitFor(
                                SHOP,
                                machine,
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(30)));
    }

    Quiescer hook(Machine machine) {
        return hook(machine, BOTH);
    }

    Quiescer hook(Machine machine, List<String> databases) {
        return hooks().sqlite3(fly.machines(), SHOP, machine, Optional.empty(), databases);
    }

    public static HookTransports hooks() {
        return new HookTransports(HookTimeouts.DEFAULT, Sleeper.REAL, InstantSource.system());
    }

    /** The app's address on the internet. */
    public HookAddress publicAddress() {
        return HookAddress.parse(sim.publicUrl(SHOP.value()));
    }

    /** The agent needs a moment to listen. */
    public static void awaitAnswer(Quiescer hook) {
        for (int i = 0; i < 600 && !answers(hook); i++) {
            Sleeper.REAL.sleep(Duration.ofMillis(100));
        }
    }

    private static boolean answers(Quiescer hook) {
        try {
            return hook.status().level() == 2;
        } catch (FlysnapException notYet) {
            return false;
        }
    }

    /** Where the script keeps what it knows of its holds. */
    static Path state(Machine machine) {
        return Path.of("/tmp/flysnap-exec-" + machine.id());
    }

    /** A file of that name, of the newest hold that has one. */
    static Optional<Path> stateOf(Machine machine, String name) throws IOException {
        try (Stream<Path> holds = Files.list(state(machine))) {
            return holds.map(it -> it.resolve(name))
                    .filter(Files::exists)
                    .max(Comparator.comparingLong(it -> it.toFile().lastModified()));
        }
    }

    /** The sqlite3 of the newest hold. */
    static ProcessHandle holder(Machine machine) throws IOException {
        String pid = Files.readString(stateOf(machine, "pid").orElseThrow()).split(" ")[0];
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    public static Graded graded(Machine machine, Quiesced quiesced, Resumed how) {
        Instant now = quiesced.answeredAt();
        return Grading.of(
                new Evidence(
                        Optional.of(machine),
                        Optional.of(machine),
                        Optional.of(quiesced),
                        Optional.of(new Evidence.Release(how, now)),
                        Optional.of(now),
                        Optional.of(now)));
    }

    @Override
    public void close() throws IOException {
        List<String> machines =
                fly.machines().list(SHOP).stream().map(it -> it.id().value()).toList();
        fly.close();
        sim.close();
        Directories.deleteTemporaryOf(machines);
    }
}
