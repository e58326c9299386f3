package dev.flysnap.sim;

import dev.flysnap.sim.engine.SimClock;
import dev.flysnap.sim.http.Access;
import dev.flysnap.sim.process.ProcessMachinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.world.Delays;
import dev.flysnap.sim.world.Images;
import dev.flysnap.sim.world.Laws;
import dev.flysnap.sim.world.Switches;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts and options of a simulator.
 *
 * @param port of the HTTP front on 127.0.0.1; 0 for any free port
 * @param seed of ids and addresses
 * @param accesses tokens; the first has access to everything
 * @param apps apps that exist from the start: name to organisation
 * @param home its directory, where it needs one; closed with the simulator
 */
public record SimSettings(
        Machinery machinery,
        Disks disks,
        SimClock clock,
        Laws rules,
        int port,
        long seed,
        List<Access> accesses,
        Map<String, String> apps,
        Optional<SimHome> home) {
    private static final String ORG = "personal";

    /** In memory, on a virtual clock, with delays as long as Fly's: waiting takes no real time. */
    public static SimSettings scripted() {
        return scripted(new ScriptedMachinery(), new MemoryDisks());
    }

    /** Like {@link #scripted()}, with scripts and volumes that the caller can access. */
    public static SimSettings scripted(ScriptedMachinery machinery, MemoryDisks disks) {
        return new SimSettings(
                machinery,
                disks,
                SimClock.virtual(),
                new Laws(Delays.of(Delays.Speed.REAL), Switches.USUAL, Images.NONE),
                0,
                1,
                List.of(Access.toEverything(newToken())),
                Map.of(),
                Optional.empty());
    }

    /** Real processes, folders and time; the world in {@code directory} outlives the simulator. */
    public static SimSettings real(Path directory) {
        return real(directory, VolumeKind.FOLDERS);
    }

    /** Real processes, volumes and time; the world in {@code directory} outlives the simulator. */
    public static SimSettings real(Path directory, VolumeKind volumes) {
        return real(SimHome.in(directory), volumes);
    }

    /**
     * Real processes, volumes and time in a temporary directory, removed when the simulator is
     * closed.
     */
    public static SimSettings real(VolumeKind volumes) {
        return real(SimHome.temporary(), volumes);
    }

    private static SimSettings real(SimHome home, VolumeKind volumes) {
        Disks disks;
        try {
            disks = volumes.open(home);
        } catch (RuntimeException e) {
            home.close();
            throw e;
        }
        return new SimSettings(
                new ProcessMachinery(home.directory().resolve("machines")),
                disks,
                SimClock.real(),
                new Laws(Delays.of(Delays.Speed.FAST), Switches.USUAL, Images.NONE),
                0,
                new SecureRandom().nextInt(Integer.MAX_VALUE),
                List.of(Access.toEverything(home.token())),
                Map.of(),
                Optional.of(home));
    }

    /** A random token. */
    public static String newToken() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return "flysim_" + HexFormat.of().formatHex(random);
    }

    public SimSettings withApp(String name) {
        return withApp(name, ORG);
    }

    public SimSettings withApp(String name, String org) {
        Map<String, String> changed = new HashMap<>(apps);
        changed.put(name, org);
        return new SimSettings(
                machinery, disks, clock, rules, port, seed, accesses, Map.copyOf(changed), home);
    }

    public SimSettings withSwitches(Switches changed) {
        return withRules(rules.withSwitches(changed));
    }

    public SimSettings withSpeed(Delays.Speed speed) {
        return withDelays(Delays.of(speed));
    }

    public SimSettings withDelays(Delays changed) {
        return withRules(new Laws(changed, rules.switches(), rules.images()));
    }

    /** The entrypoint of an image: program and arguments. */
    public SimSettings withImage(String image, List<String> command) {
        Map<String, List<String>> changed = new HashMap<>(rules.images().entrypoints());
        changed.put(image, List.copyOf(command));
        return withRules(new Laws(rules.delays(), rules.switches(), new Images(changed)));
    }

    private SimSettings withRules(Laws changed) {
        return new SimSettings(machinery, disks, clock, changed, port, seed, accesses, apps, home);
    }

    public SimSettings withPort(int changed) {
        return new SimSettings(machinery, disks, clock, rules, changed, seed, accesses, apps, home);
    }

    /** One more token. */
    public SimSettings withAccess(Access access) {
        List<Access> changed = new ArrayList<>(accesses);
        changed.add(access);
        return new SimSettings(
                machinery, disks, clock, rules, port, seed, List.copyOf(changed), apps, home);
    }

    /** Replaces the token that has access to everything. */
    public SimSettings withToken(String token) {
        List<Access> changed = new ArrayList<>(accesses);
        changed.set(0, Access.toEverything(token));
        return new SimSettings(
                machinery, disks, clock, rules, port, seed, List.copyOf(changed), apps, home);
    }
}
