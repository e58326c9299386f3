package dev.flysnap.sim.machine;

import dev.flysnap.json.Json;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.IdGenerator;
import dev.flysnap.sim.world.MachineConfig;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimRegions;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.Transition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rules to create, update, cordon and list machines. Source of each rule: PLATFORM, Machines. */
public final class MachineRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    public static SimMachine create(
            Transition transition, String app, String owner, Json.Obj body) {
        transition.app(app);
        MachineConfig config = config(body);
        Optional<SimVolume> volume = volumeToMount(transition, app, config);
        IdGenerator ids = transition.ids();
        String name = body.text("name").filter(it -> !it.isEmpty()).orElseGet(ids::machineName);
        checkName(transition, app, name);
        String region =
                body.text("region")
                        .filter(it -> !it.isEmpty())
                        .or(() -> volume.map(SimVolume::region))
                        .orElse(SimRegions.DEFAULT);
        SimRegions.check(region);
        if (volume.isPresent() && !volume.get().region().equals(region)) {
            throw Refusal.precondition(
                    "volume %s is in region %s, the machine cannot be in %s"
                            .formatted(volume.get().id(), volume.get().region(), region));
        }
        SimRegions.checkCapacity(transition, app, region);
        SimMachine.Birth birth =
                new SimMachine.Birth(
                        ids.machine(),
                        app,
                        name,
                        region,
                        volume.map(SimVolume::host).orElseGet(() -> ids.host(region)),
                        ids.address(),
                        transition.now());
        boolean launches = !body.bool("skip_launch").orElse(false);
        SimMachine machine =
                new SimMachine(
                                birth,
                                SimMachine.State.CREATED,
                                transition.now(),
                                config,
                                "",
                                body.bool("skip_service_registration").orElse(false),
                                Optional.empty(),
                                SimMachine.Running.NONE.next(
                                        launches
                                                ? SimMachine.AfterExit.LAUNCH
                                                : SimMachine.AfterExit.STOP),
                                List.of(),
                                List.of())
                        .withVersion(withVolumeId(config, volume), ids.instance(), transition.now())
                        .with(MachineLifecycle.event(transition, "launch", "created", "user"));
        transition.put(machine);
        volume.ifPresent(it -> transition.put(it.withMachine(Optional.of(birth.id()))));
        transition.schedule(
                transition.rules().delays().prepareMachine(),
                new SimEvent.MachinePrepared(birth.id(), machine.process().step()));
        MachineLifecycle.scheduleNext(transition, machine);
        if (body.number("lease_ttl").orElse(0L) > 0) {
            MachineTarget target = new MachineTarget(app, birth.id(), Optional.empty());
            LeaseRules.acquire(
                    transition,
                    target,
                    owner,
                    Json.Obj.empty().with("ttl", body.number("lease_ttl").orElse(0L)));
        }
        return transition.world().machine(birth.id()).orElse(machine);
    }

    private static void checkName(Transition transition, String app, String name) {
        if (!NAME.matcher(name).matches()) {
            throw Refusal.invalid(
                    "machine name must be letters, digits, dashes and underscores, at most 63");
        }
        for (SimMachine other : transition.world().machinesOf(app)) {
            if (!other.isGone() && other.birth().name().equals(name)) {
                throw new Refusal(
                        409,
                        "name_taken",
                        "already_exists: unique machine name violation, machine ID %s already exists with name \"%s\""
                                .formatted(other.id(), name));
            }
        }
    }

    private static MachineConfig config(Json.Obj body) {
        MachineConfig config =
                new MachineConfig(
                        body.object("config")
                                .orElseThrow(() -> Refusal.invalid("config is required")));
        config.check();
        return config;
    }

    /** The volume that a new machine mounts, by id or, as the CLI allows, by name. */
    private static Optional<SimVolume> volumeToMount(
            Transition transition, String app, MachineConfig config) {
        if (config.mounts().isEmpty()) {
            return Optional.empty();
        }
        MachineConfig.Mount mount = config.mounts().getFirst();
        String wanted = mount.volume().or(mount::name).orElse("");
        if (!wanted.startsWith("vol_")) {
            return Optional.of(
                    transition.world().volumesOf(app).stream()
                            .filter(it -> it.name().equals(wanted))
                            .filter(it -> it.isUsable() && it.machine().isEmpty())
                            .findFirst()
                            .orElseThrow(() ->
                                    Refusal.precondition(
                                            "no unattached volume named '%s' was found"
                                                    .formatted(wanted))));
        }
        // One that is still being filled will do: the machine starts once its content is there.
        SimVolume volume =
                VolumeRules.requireMountable(transition, VolumeRules.find(transition, app, wanted));
        if (VolumeRules.isNotFoundYet(transition, volume)) {
            throw new Refusal(400, "unknown", "volume not found");
        }
        if (volume.machine().isPresent()) {
            throw Refusal.precondition(
                    "volume %s is already attached to machine %s"
                            .formatted(volume.id(), volume.machine().get()));
        }
        return Optional.of(volume);
    }

    /** Replaces a volume's name in the config by its id. */
    private static MachineConfig withVolumeId(MachineConfig config, Optional<SimVolume> volume) {
        return volume.isEmpty()
                        || config.mounts().getFirst().volume().equals(volume.map(SimVolume::id))
                ? config
                : config.withVolume(volume.get().id());
    }

    /** The machine gets the copy of its volume on another host; its id stays. */
    public static void moveToHost(Transition transition, SimMachine machine, SimVolume copy) {
        transition.put(
                machine.movedTo(copy.host())
                        .withVersion(
                                machine.config().withVolume(copy.id()),
                                transition.ids().instance(),
                                transition.now())
                        .with(MachineLifecycle.event(transition, "update", "migrated", "flyd")));
    }

    /**
     * Replaces the whole config and starts the machine, unless the request and the rules skip the
     * launch.
     */
    public static SimMachine update(Transition transition, MachineTarget target, Json.Obj body) {
        SimMachine machine = target.findToChange(transition);
        MachineConfig config = config(body);
        if (!config.mounts().equals(machine.config().mounts())) {
            throw Refusal.invalid(
                    "a machine's mount cannot be changed by an update: destroy it and create a new one");
        }
        String region = body.text("region").orElse("");
        if (!region.isEmpty() && !region.equals(machine.birth().region())) {
            throw Refusal.invalid("a machine's region cannot be changed");
        }
        if (machine.is(SimMachine.State.REPLACING)) {
            throw Refusal.precondition("machine getting replaced, refusing to update");
        }
        SimMachine updated =
                machine.withVersion(config, transition.ids().instance(), transition.now())
                        .withCordon(
                                machine.cordoned()
                                        || body.bool("skip_service_registration").orElse(false));
        boolean skips =
                body.bool("skip_launch").orElse(false)
                        && transition.rules().switches().skipLaunch() == Switches.SkipLaunch.OBEYED;
        MachineLifecycle.replace(transition, updated, !skips);
        SimMachine replaced = target.find(transition);
        MachineLifecycle.scheduleNext(transition, replaced);
        return replaced;
    }

    public static void cordon(Transition transition, MachineTarget target, boolean cordoned) {
        transition.put(target.findToChange(transition).withCordon(cordoned));
    }

    /** Sets or removes a key; restarts nothing. */
    public static void setMetadata(
            Transition transition, MachineTarget target, String key, Optional<String> value) {
        SimMachine machine = target.findRecordToChange(transition);
        Map<String, String> metadata = new LinkedHashMap<>(machine.config().metadata());
        value.ifPresentOrElse(it -> metadata.put(key, it), () -> metadata.remove(key));
        transition.put(
                machine.withConfig(machine.config().withMetadata(metadata), transition.now()));
    }

    public static Map<String, String> metadata(Transition transition, MachineTarget target) {
        return target.findRecord(transition).config().metadata();
    }

    public static SimMachine show(Transition transition, MachineTarget target) {
        return target.find(transition);
    }

    /** The filters of a machine list. */
    public record Filter(
            Optional<String> region, Map<String, String> metadata, boolean withDestroyed) {
        boolean matches(SimMachine machine) {
            return region.map(machine.birth().region()::equals).orElse(true)
                    && machine.config().metadata().entrySet().containsAll(metadata.entrySet())
                    && (withDestroyed || !machine.isGone());
        }
    }

    public static List<SimMachine> list(Transition transition, String app, Filter filter) {
        transition.app(app);
        return transition.world().machinesOf(app).stream().filter(filter::matches).toList();
    }

    private MachineRules() {}
}
