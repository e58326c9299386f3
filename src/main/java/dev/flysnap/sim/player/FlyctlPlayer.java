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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plays {@code fly deploy} and {@code fly scale count}: they adopt machines by the metadata {@code
 * fly_platform_version}, take their leases, update them, and start those that are stopped; where
 * machines are missing they take unattached volumes by name. Source: PLATFORM and flyctl.
 */
public final class FlyctlPlayer {
    private static final String ADOPTED_BY = "fly_platform_version";
    private static final String RELEASE = "fly_release_version";
    private static final String OWNER = "deployer@example.com";
    private static final long LEASE_SECONDS = 120;
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final int MAX_MACHINES = 20;

    private final Engine engine;

    public FlyctlPlayer(Engine engine) {
        this.engine = engine;
    }

    /**
     * What fly.toml says.
     *
     * @param image absent = the one that runs
     * @param mount the name of the volumes and the path, where the app has any
     */
    public record Toml(Optional<String> image, Optional<Mount> mount) {
        /** Nothing but what the machines have already. */
        public static final Toml SAME = new Toml(Optional.empty(), Optional.empty());
    }

    /** A volume by its name. */
    public record Mount(String volume, String path) {}

    /**
     * What it did.
     *
     * @param updated machines that were there
     * @param made new machines
     */
    public record Outcome(List<String> updated, List<String> made) {}

    /**
     * A new release of the app.
     *
     * @throws Refusal if a machine's lease is held by another, or a volume is missing
     */
    public Outcome deploy(String app, Toml toml) {
        List<SimMachine> adopted = adopted(app);
        if (adopted.isEmpty()) {
            return new Outcome(List.of(), List.of(made(app, toml, Optional.empty())));
        }
        List<MachineTarget> leased = new ArrayList<>();
        try {
            adopted.forEach(it -> leased.add(leased(it)));
            leased.forEach(it -> update(it, toml));
        } finally {
            leased.forEach(this::release);
        }
        return new Outcome(adopted.stream().map(SimMachine::id).toList(), List.of());
    }

    /**
     * As many machines as that; only ever more than there are.
     *
     * @throws Refusal if there are more, or making one is refused
     */
    public Outcome scale(String app, int count, Toml toml) {
        List<SimMachine> adopted = adopted(app);
        if (count < adopted.size() || count > MAX_MACHINES) {
            throw Refusal.invalid(
                    "there are %d machines; this one scales up only, to at most %d"
                            .formatted(adopted.size(), MAX_MACHINES));
        }
        List<String> made = new ArrayList<>();
        for (int i = adopted.size(); i < count; i++) {
            made.add(made(app, toml, adopted.stream().findFirst()));
        }
        return new Outcome(List.of(), made);
    }

    private List<SimMachine> adopted(String app) {
        return engine.look(transition ->
                MachineRules.list(
                                transition,
                                app,
                                new MachineRules.Filter(
                                        Optional.empty(), java.util.Map.of(), false))
                        .stream()
                        .filter(it -> it.config().metadata().containsKey(ADOPTED_BY))
                        .toList());
    }

    private MachineTarget leased(SimMachine machine) {
        MachineTarget unleased = new MachineTarget(machine.app(), machine.id(), Optional.empty());
        Json.Obj body = Json.Obj.empty().with("ttl", LEASE_SECONDS).with("description", "deploy");
        String nonce =
                engine.change(transition -> LeaseRules.acquire(transition, unleased, OWNER, body))
                        .nonce();
        return new MachineTarget(machine.app(), machine.id(), Optional.of(nonce));
    }

    private void release(MachineTarget target) {
        try {
            engine.change(transition -> {
                LeaseRules.release(transition, target);
                return true;
            });
        } catch (Refusal gone) {
            // The machine was removed meanwhile, and its lease with it.
        }
    }

    private void update(MachineTarget target, Toml toml) {
        engine.change(transition -> {
            SimMachine now = MachineRules.show(transition, target);
            Json.Obj config = now.config().json();
            Json.Obj metadata = config.object("metadata").orElse(Json.Obj.empty());
            Json.Obj released =
                    config.with("metadata", metadata.with(RELEASE, next(metadata)))
                            .withText("image", toml.image().or(() -> config.text("image")));
            return MachineRules.update(
                    transition, target, Json.Obj.empty().with("config", released));
        });
        boolean _ =
                engine.await(
                        world ->
                                world.machine(target.machine())
                                        .map(it -> it.is(SimMachine.State.STARTED) || it.isGone())
                                        .orElse(true),
                        STARTS_WITHIN);
    }

    private static String next(Json.Obj metadata) {
        return metadata.text(RELEASE)
                .filter(it -> it.matches("\\d{1,9}"))
                .map(it -> Integer.toString(Integer.parseInt(it) + 1))
                .orElse("1");
    }

    /**
     * On an unattached volume of that name, wherever it is; a clone gets an empty one where none
     * is.
     */
    private String made(String app, Toml toml, Optional<SimMachine> like) {
        Optional<Mount> mount = toml.mount().or(() -> like.flatMap(this::mountOf));
        Optional<SimVolume> volume =
                mount.map(it ->
                        unattached(app, it.volume())
                                .or(() -> like.map(machine -> empty(machine, it.volume())))
                                .orElseThrow(() ->
                                        Refusal.precondition(
                                                "Process group 'app' needs volumes with name '%s' to fulfill mounts defined in fly.toml"
                                                        .formatted(it.volume()))));
        Json.Obj config =
                like.map(it -> it.config().json())
                        .orElse(
                                Json.Obj.empty()
                                        .with(
                                                "metadata",
                                                Json.Obj.empty()
                                                        .with(ADOPTED_BY, "v2")
                                                        .with("fly_process_group", "app")))
                        .withText(
                                "image",
                                toml.image().or(() -> like.map(it -> it.config().image())));
        Json.Obj mounting =
                volume.isEmpty()
                        ? config
                        : config.with(
                                "mounts",
                                new Json.Arr(
                                        List.of(
                                                Json.Obj.empty()
                                                        .with("volume", volume.get().id())
                                                        .with(
                                                                "path",
                                                                mount.orElseThrow().path()))));
        Json.Obj body =
                Json.Obj.empty()
                        .with("config", mounting)
                        .withText("region", volume.map(SimVolume::region));
        String id =
                engine.change(transition -> MachineRules.create(transition, app, OWNER, body)).id();
        boolean _ =
                engine.await(
                        world ->
                                world.machine(id)
                                        .map(it -> it.is(SimMachine.State.STARTED))
                                        .orElse(true),
                        STARTS_WITHIN);
        return id;
    }

    private Optional<Mount> mountOf(SimMachine machine) {
        return machine.config().mounts().stream()
                .flatMap(mount ->
                        machine.volume().flatMap(engine.world()::volume).stream()
                                .map(it -> new Mount(it.name(), mount.path())))
                .findFirst();
    }

    private Optional<SimVolume> unattached(String app, String name) {
        return engine.world().volumesOf(app).stream()
                .filter(it -> it.name().equals(name))
                .filter(it -> it.isUsable() && it.machine().isEmpty())
                .findFirst();
    }

    private SimVolume empty(SimMachine like, String name) {
        Json.Obj body =
                Json.Obj.empty()
                        .with("name", name)
                        .with("region", like.birth().region())
                        .with("size_gb", 1L);
        String id =
                engine.change(transition -> VolumeRules.create(transition, like.app(), body)).id();
        boolean _ =
                engine.await(
                        world -> world.volume(id).map(SimVolume::isUsable).orElse(true),
                        STARTS_WITHIN);
        return engine.world().volume(id).orElseThrow();
    }
}
