package dev.flysnap.cli;

import dev.flysnap.agent.Agent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.spool.SpoolScript;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.engine.SimClock;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.settings.Delays;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A simulated Fly with one app, for flysnaps that are processes of their own: its machine is
 * scripted, and what is run in it reaches a real agent beside a real database.
 */
public final class ShopWithAgent implements AutoCloseable {
    static final String IMAGE = "registry.fly.io/my-shop:deployment-01";
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Path directory;
    private final AppName app;
    private final Simulator sim;
    private final FlyApi fly;
    private final Machine machine;
    private final Agent agent;

    private ShopWithAgent(Path directory, AppName app, Path mount, boolean isVirtual)
            throws IOException, SQLException {
        this.directory = directory;
        this.app = app;
        ScriptedMachinery machinery = new ScriptedMachinery();
        machinery.script("shop-app", Script.IDLE).onExec((id, exec) -> client(exec));
        SimSettings settings =
                SimSettings.scripted(machinery, new MemoryDisks())
                        .withApp(app.value())
                        .withImage(IMAGE, List.of("shop-app"));
        sim = Simulator.start(isVirtual ? settings : inRealTime(settings));
        fly =
                FlyApi.of(
                        FlySettings.of(
                                URI.create(sim.baseUrl()),
                                FlyToken.parse(sim.token()),
                                "flysnap/test"),
                        (action, target) -> {
                            if (isVirtual) {
                                sim.sleeper().sleep(Duration.ofSeconds(1));
                            }
                        },
                        sim.sleeper(),
                        sim.clock());
        machine = machine(volume(), mount);
        agent = agent();
        agent.openSpool(environment());
    }

    /** Waiting costs nothing, for callers that share the simulator's clock. */
    static ShopWithAgent onAVirtualClock(Path directory, String app)
            throws IOException, SQLException {
        Path made = Files.createDirectories(directory);
        return new ShopWithAgent(made, new AppName(app), made, true);
    }

    /** For callers that are processes of their own. */
    static ShopWithAgent inRealTime(Path directory, String app) throws IOException, SQLException {
        return mountedAt(directory, directory, app);
    }

    /** The same; unless {@code mount} is the directory, the database is not on the volume. */
    public static ShopWithAgent mountedAt(Path mount, Path directory, String app)
            throws IOException, SQLException {
        return new ShopWithAgent(
                Files.createDirectories(directory), new AppName(app), mount, false);
    }

    private static SimSettings inRealTime(SimSettings virtual) {
        return new SimSettings(
                        virtual.machinery(),
                        virtual.disks(),
                        SimClock.real(),
                        virtual.rules(),
                        virtual.port(),
                        virtual.seed(),
                        virtual.scopes(),
                        virtual.apps(),
                        virtual.home())
                .withSpeed(Delays.Speed.INSTANT);
    }

    private VolumeId volume() {
        VolumeId volume =
                fly.volumes()
                        .create(
                                app,
                                CreateVolume.withDefaults(
                                        new VolumeName("data"),
                                        new Region("ams"),
                                        1,
                                        Optional.empty()))
                        .id();
        while (!sim.world().volume(volume.value()).orElseThrow().isUsable()) {
            sim.sleeper().sleep(Duration.ofMillis(50));
        }
        return volume;
    }

    private Machine machine(VolumeId volume, Path mount) {
        Machine made =
                fly.machines()
                        .create(
                                app,
                                new CreateMachine(
                                        "web",
                                        new Region("ams"),
                                        JsonText.parseObject(
                                                """
                                                {"image":"%s","mounts":[{"volume":"%s","path":"%s"}]}\
                                                """
                                                        .formatted(IMAGE, volume, mount)),
                                        false,
                                        false));
        if (!fly.machines()
                .waitFor(
                        app,
                        made.id(),
                        MachineState.STARTED,
                        Optional.empty(),
                        Duration.ofSeconds(60))) {
            throw new IllegalStateException("the shop did not start");
        }
        return fly.machines().get(app, made.id());
    }

    private Agent agent() throws IOException, SQLException {
        Files.writeString(tokenFile(), SECRET);
        Path database = directory.resolve("app.db");
        try (Connection shop = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = shop.createStatement()) {
            statement.execute("PRAGMA journal_mode=wal");
            statement.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY)");
        }
        return Agent.start(
                new AgentSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        AgentToken.from(Optional.of(tokenFile()), Map.of()),
                        Optional.empty(),
                        DatabaseSet.of(List.of("main=" + database)),
                        Duration.ofSeconds(10),
                        Optional.empty(),
                        true,
                        new MachineIdentity(
                                Optional.of(app.value()), Optional.of(machine.id().value()))),
                Optional.empty());
    }

    private Path tokenFile() {
        return directory.resolve("token");
    }

    private Map<String, String> environment() {
        return Map.of(
                "FLY_MACHINE_ID",
                machine.id().value(),
                "XDG_RUNTIME_DIR",
                directory.toAbsolutePath().toString(),
                "FLYSNAP_HOOK_TOKEN",
                SECRET);
    }

    /**
     * What the machine runs is the real script, told where this agent is. It can run nothing else.
     */
    private Machinery.ExecOutcome client(Machinery.Exec exec) {
        if (!exec.command().equals(List.of("sh", "-c", SpoolScript.HOOK.text()))) {
            return new Machinery.ExecOutcome.Done(127, Optional.empty(), "", "not found");
        }
        ProcessBuilder script = new ProcessBuilder(exec.command());
        script.environment().putAll(environment());
        try {
            Process process = script.start();
            try (Writer stdin = process.outputWriter(StandardCharsets.UTF_8)) {
                stdin.write(exec.stdin());
            }
            String out =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String err =
                    new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Machinery.ExecOutcome.Done(process.waitFor(), Optional.empty(), out, err);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public String baseUrl() {
        return sim.baseUrl();
    }

    /** Fly's. */
    public String token() {
        return sim.token();
    }

    AppName app() {
        return app;
    }

    FlyApi fly() {
        return fly;
    }

    Machine theMachine() {
        return machine;
    }

    int agentPort() {
        return agent.address().getPort();
    }

    /** From now on nobody answers beside the database. */
    public void silence() {
        agent.close();
    }

    @Override
    public void close() {
        agent.close();
        fly.close();
        sim.close();
    }
}
