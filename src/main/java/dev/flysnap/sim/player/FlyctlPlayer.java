package dev.flysnap.sim.player;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.machine.LeaseRules;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Does what {@code fly deploy} and {@code fly scale count} do: they manage the machines that have
 * the metadata {@code fly_platform_version}, take their leases, update them, and start those that
 * are stopped. Where a machine is missing they create one on an unattached volume of the right
 * name. Source: PLATFORM and flyctl.
 */
public final class FlyctlPlayer {
    private static final String PLATFORM_VERSION = "fly_platform_version";
    private static final String RELEASE_VERSION = "fly_release_version";
    private static final String OWNER = "deployer@example.com";
    private static final long LEASE_SECONDS = 120;
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final int MAX_MACHINES = 20;

    private final Engine engine;

    public FlyctlPlayer(Engine engine) {
        this.engine = engine;
    }

    /**
     * What fly.toml says.
     *
     * @param image absent = the machines keep theirs
     * @param mount the name of the volumes and the path, if the app has volumes
     */
    public record AppConfig(Optional<String> image, Optional<Mount> mount) {
        /** Every machine keeps what it has. */
        public static final AppConfig UNCHANGED = new AppConfig(Optional.empty(), Optional.empty());
    }

    /** A mount of a volume by its name. */
    public record Mount(String volume, String path) {}

    /**
     * The machines that a command changed.
     *
     * @param updated ids of existing machines
     * @param made ids of new machines
     */
    public record Outcome(List<String> updated, List<String> made) {}

    /**
     * Releases a new version of the app.
     *
     * @throws Refusal if somebody else holds a machine's lease, or a volume is missing
     */
    public Outcome deploy(String app, AppConfig release) {
        List<SimMachine> machines = platformMachines(app);
        if (machines.isEmpty()) {
            return new Outcome(List.of(), List.of(createMachine(app, release, Optional.empty())));
        }
        List<MachineTarget> leased = new ArrayList<>();
        try {
            machines.forEach(machine -> leased.add(lease(machine)));
            leased.forEach(machine -> update(machine, release));
        } finally {
            leased.forEach(this::release);
        }
        return new Outcome(machines.stream().map(SimMachine::id).toList(), List.of());
    }

    /**
     * Adds machines until there are {@code count}.
     *
     * @throws Refusal if there are more already, or creating one is refused
     */
    public Outcome scale(String app, int count, AppConfig release) {
        List<SimMachine> machines = platformMachines(app);
        if (count < machines.size() || count > MAX_MACHINES) {
            throw Refusal.invalid(
                    "there are %d machines; the simulator only scales up, to at most %d"
                            .formatted(machines.size(), MAX_MACHINES));
        }
        List<String> made = new ArrayList<>();
        for (int i = machines.size(); i < count; i++) {
            made.add(createMachine(app, release, machines.stream().findFirst()));
        }
        return new Outcome(List.of(), made);
    }

    private List<SimMachine> platformMachines(String app) {
        MachineRules.Filter all = new MachineRules.Filter(Optional.empty(), Map.of(), false);
        return engine.read(transition -> MachineRules.list(transition, app, all)).stream()
                .filter(it -> it.config().metadata().containsKey(PLATFORM_VERSION))
                .toList();
    }

    private MachineTarget lease(SimMachine machine) {
        MachineTarget target = new MachineTarget(machine.app(), machine.id(), Optional.empty());
        Json.Obj body = Json.Obj.empty().with("ttl", LEASE_SECONDS).with("description", "deploy");
        String nonce =
                engine.change(transition -> LeaseRules.acquire(transition, target, OWNER, body))
                        .nonce();
        return new MachineTarget(machine.app(), machine.id(), Optional.of(nonce));
    }

    private void release(MachineTarget target) {
        try {
            engine.apply(transition -> LeaseRules.release(transition, target));
        } catch (Refusal gone) {
            // The machine was destroyed meanwhile, and its lease with it.
        }
    }

    private void update(MachineTarget target, AppConfig release) {
        engine.apply(transition -> {
            Json.Obj config = MachineRules.show(transition, target).config().json();
            Json.Obj metadata = config.object("metadata").orElse(Json.Obj.empty());
            Json.Obj released =
                    config.with("metadata", metadata.with(RELEASE_VERSION, nextRelease(metadata)))
                            .withText("image", release.image().or(() -> config.text("image")));
            MachineRules.update(transition, target, Json.Obj.empty().with("config", released));
        });
        awaitStarted(target.machine());
    }

    private static String nextRelease(Json.Obj metadata) {
        return metadata.text(RELEASE_VERSION)
                .filter(it -> it.matches("\\d{1,9}"))
                .map(it -> Integer.toString(Integer.parseInt(it) + 1))
                .orElse("1");
    }

    /**
     * Creates a machine on an unattached volume of the right name in any region. A clone gets a
     * new, empty volume if there is none.
     *
     * @param template the machine to clone
     */
    private String createMachine(String app, AppConfig release, Optional<SimMachine> template) {
        Optional<Mount> mount = release.mount().or(() -> template.flatMap(this::mountOf));
        Optional<SimVolume> volume = mount.map(wanted -> volumeFor(app, wanted.volume(), template));
        Json.Obj config =
                template.map(it -> it.config().json())
                        .orElseGet(FlyctlPlayer::newConfig)
                        .withText(
                                "image",
                                release.image().or(() -> template.map(it -> it.config().image())));
        if (volume.isPresent()) {
            Json.Obj mounted =
                    Json.Obj.empty()
                            .with("volume", volume.get().id())
                            .with("path", mount.orElseThrow().path());
            config = config.with("mounts", new Json.Arr(List.of(mounted)));
        }
        Json.Obj body =
                Json.Obj.empty()
                        .with("config", config)
                        .withText("region", volume.map(SimVolume::region));
        String id =
                engine.change(transition -> MachineRules.create(transition, app, OWNER, body)).id();
        awaitStarted(id);
        return id;
    }

    private static Json.Obj newConfig() {
        Json.Obj metadata =
                Json.Obj.empty().with(PLATFORM_VERSION, "v2").with("fly_process_group", "app");
        return Json.Obj.empty().with("metadata", metadata);
    }

    private Optional<Mount> mountOf(SimMachine machine) {
        Optional<SimVolume> volume = machine.volume().flatMap(engine.world()::volume);
        return machine.config().mounts().stream()
                .findFirst()
                .flatMap(mount -> volume.map(it -> new Mount(it.name(), mount.path())));
    }

    private SimVolume volumeFor(String app, String name, Optional<SimMachine> template) {
        return engine.world().volumesOf(app).stream()
                .filter(it -> it.name().equals(name))
                .filter(it -> it.isUsable() && it.machine().isEmpty())
                .findFirst()
                .or(() -> template.map(machine -> createVolume(machine, name)))
                .orElseThrow(() ->
                        Refusal.precondition(
                                "Process group 'app' needs volumes with name '%s' to fulfill mounts defined in fly.toml"
                                        .formatted(name)));
    }

    private SimVolume createVolume(SimMachine template, String name) {
        Json.Obj body =
                Json.Obj.empty()
                        .with("name", name)
                        .with("region", template.birth().region())
                        .with("size_gb", 1L);
        String id =
                engine.change(transition -> VolumeRules.create(transition, template.app(), body))
                        .id();
        await(world -> world.volume(id).map(SimVolume::isUsable).orElse(true));
        return engine.world().volume(id).orElseThrow();
    }

    private void awaitStarted(String machine) {
        await(world ->
                world.machine(machine)
                        .map(it -> it.is(SimMachine.State.STARTED) || it.isGone())
                        .orElse(true));
    }

    /** Returns when the condition is met or, like flyctl, after a timeout. */
    private void await(Predicate<World> condition) {
        boolean _ = engine.await(condition, START_TIMEOUT);
    }
}
