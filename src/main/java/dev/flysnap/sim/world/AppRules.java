package dev.flysnap.sim.world;

import java.util.regex.Pattern;

/** Apps and what a person can do to this Fly from outside. */
public final class AppRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public static App create(Turn transition, String name, String org) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    422,
                    "unknown",
                    "Validation failed: Name may only contain numbers, lowercase letters and dashes");
        }
        if (transition.world().app(name).isPresent()) {
            throw new Refusal(422, "unknown", "Validation failed: Name has already been taken");
        }
        App app = new App(name, org.isBlank() ? "personal" : org, transition.now(), App.Secrets.NONE);
        transition.put(app);
        return app;
    }

    /** Machines, volumes and snapshots go with it. Source: Fly docs, Snapshots. */
    public static void delete(Turn transition, String name) {
        transition.app(name);
        for (Machine machine : transition.world().machinesOf(name)) {
            if (!machine.isGone()) {
                MachineEnd.destroyNow(transition, machine);
            }
        }
        for (Volume volume : transition.world().volumesOf(name)) {
            transition.removeVolume(volume.id());
            transition.effect(new Effect.DeleteDisk(volume.id()));
        }
        for (Snapshot snapshot : transition.world().snapshots().values()) {
            if (snapshot.app().equals(name)) {
                transition.removeSnapshot(snapshot.id());
                transition.effect(new Effect.DeleteSnapshot(snapshot.id()));
            }
        }
        transition.removeApp(name);
    }

    /** Machines see it from their next start on. */
    public static void setSecret(Turn transition, String app, String name, String value) {
        App known = transition.app(app);
        transition.put(known.with(known.secrets().with(name, value)));
    }

    /** From now on there is no room in the region, or there is again. */
    public static void setRegionFull(Turn transition, String region, boolean full) {
        Regions.check(region);
        transition.fullRegion(region, full);
    }

    /**
     * The host of a machine or volume does not answer any more, or does again. What runs there goes
     * on running.
     */
    public static void setHostUnreachable(Turn transition, String machineOrVolume, boolean dead) {
        String host =
                transition.world()
                        .machine(machineOrVolume)
                        .map(it -> it.birth().host())
                        .or(() -> transition.world().volume(machineOrVolume).map(Volume::host))
                        .orElseThrow(() -> Refusal.notFound("machine or volume"));
        transition.deadHost(host, dead);
    }

    private AppRules() {}
}
