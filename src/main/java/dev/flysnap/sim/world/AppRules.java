package dev.flysnap.sim.world;

import java.util.regex.Pattern;

/** Apps and what a person can do to this Fly from outside. */
public final class AppRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public static App create(Turn turn, String name, String org) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    422,
                    "unknown",
                    "Validation failed: Name may only contain numbers, lowercase letters and dashes");
        }
        if (turn.world().app(name).isPresent()) {
            throw new Refusal(422, "unknown", "Validation failed: Name has already been taken");
        }
        App app = new App(name, org.isBlank() ? "personal" : org, turn.now(), App.Secrets.NONE);
        turn.put(app);
        return app;
    }

    /** Machines, volumes and snapshots go with it. Source: Fly docs, Snapshots. */
    public static void delete(Turn turn, String name) {
        turn.app(name);
        for (Machine machine : turn.world().machinesOf(name)) {
            if (!machine.isGone()) {
                MachineEnd.destroyNow(turn, machine);
            }
        }
        for (Volume volume : turn.world().volumesOf(name)) {
            turn.removeVolume(volume.id());
            turn.effect(new Effect.DeleteDisk(volume.id()));
        }
        for (Snapshot snapshot : turn.world().snapshots().values()) {
            if (snapshot.app().equals(name)) {
                turn.removeSnapshot(snapshot.id());
                turn.effect(new Effect.DeleteSnapshot(snapshot.id()));
            }
        }
        turn.removeApp(name);
    }

    /** Machines see it from their next start on. */
    public static void setSecret(Turn turn, String app, String name, String value) {
        App known = turn.app(app);
        turn.put(known.with(known.secrets().with(name, value)));
    }

    /** From now on there is no room in the region, or there is again. */
    public static void setFull(Turn turn, String region, boolean full) {
        Regions.check(region);
        turn.fullRegion(region, full);
    }

    /**
     * The host of a machine or volume does not answer any more, or does again. What runs there goes
     * on running.
     */
    public static void setDead(Turn turn, String machineOrVolume, boolean dead) {
        String host =
                turn.world()
                        .machine(machineOrVolume)
                        .map(it -> it.birth().host())
                        .or(() -> turn.world().volume(machineOrVolume).map(Volume::host))
                        .orElseThrow(() -> Refusal.notFound("machine or volume"));
        turn.deadHost(host, dead);
    }

    private AppRules() {}
}
