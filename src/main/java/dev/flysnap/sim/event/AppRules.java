package dev.flysnap.sim.event;

import dev.flysnap.sim.machine.MachineShutdown;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimRegions;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.Transition;
import java.util.regex.Pattern;

/** Rules for apps, and for regions and hosts that fail. */
public final class AppRules {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public static SimApp create(Transition transition, String name, String org) {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal(
                    422,
                    "unknown",
                    "Validation failed: Name may only contain numbers, lowercase letters and dashes");
        }
        if (transition.world().app(name).isPresent()) {
            throw new Refusal(422, "unknown", "Validation failed: Name has already been taken");
        }
        SimApp app =
                new SimApp(
                        name,
                        org.isBlank() ? "personal" : org,
                        transition.now(),
                        SimApp.Secrets.NONE);
        transition.put(app);
        return app;
    }

    /** Deletes its machines, volumes and snapshots too. Source: Fly docs, Snapshots. */
    public static void delete(Transition transition, String name) {
        transition.app(name);
        for (SimMachine machine : transition.world().machinesOf(name)) {
            if (!machine.isGone()) {
                MachineShutdown.destroyNow(transition, machine);
            }
        }
        for (SimVolume volume : transition.world().volumesOf(name)) {
            transition.removeVolume(volume.id());
            transition.addEffect(new Effect.DeleteDisk(volume.id()));
        }
        for (SimSnapshot snapshot : transition.world().snapshots().values()) {
            if (snapshot.app().equals(name)) {
                transition.removeSnapshot(snapshot.id());
                transition.addEffect(new Effect.DeleteSnapshot(snapshot.id()));
            }
        }
        transition.removeApp(name);
    }

    /** Machines get it at their next start. */
    public static void setSecret(Transition transition, String app, String name, String value) {
        SimApp known = transition.app(app);
        transition.put(known.with(known.secrets().with(name, value)));
    }

    /** Sets whether the region is out of capacity. */
    public static void setRegionFull(Transition transition, String region, boolean full) {
        SimRegions.check(region);
        transition.setRegionFull(region, full);
    }

    /**
     * Sets whether the host of a machine or volume is unreachable. What runs there keeps running.
     */
    public static void setHostUnreachable(
            Transition transition, String machineOrVolume, boolean dead) {
        String host =
                transition
                        .world()
                        .machine(machineOrVolume)
                        .map(it -> it.birth().host())
                        .or(() -> transition.world().volume(machineOrVolume).map(SimVolume::host))
                        .orElseThrow(() -> Refusal.notFound("machine or volume"));
        transition.setHostDead(host, dead);
    }

    private AppRules() {}
}
