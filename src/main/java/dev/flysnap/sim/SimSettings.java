package dev.flysnap.sim;

import dev.flysnap.sim.engine.SimClock;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.platform.Disks;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.process.ProcessMachinery;
import dev.flysnap.sim.scripted.MemoryDisks;
import dev.flysnap.sim.scripted.ScriptedMachinery;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.ImageEntrypoints;
import dev.flysnap.sim.settings.SimRules;
import dev.flysnap.sim.settings.Switches;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The parts and options of a simulator.
 *
 * @param port of the HTTP server on 127.0.0.1; 0 for any free port
 * @param seed for ids and addresses
 * @param scopes tokens and their scopes; the first token has access to everything
 * @param apps apps that exist from the start: name to organisation
 * @param home the directory, if it needs one; closed with the simulator
 */
public record SimSettings(
        Machinery machinery,
        Disks disks,
        SimClock clock,
        SimRules rules,
        int port,
        long seed,
        List<TokenScope> scopes,
        Map<String, String> apps,
        Optional<SimDirectory> home) {
    private static final String ORG = "personal";

    /** In memory, on a virtual clock, with the delays of Fly: waiting takes no real time. */
    public static SimSettings scripted() {
        return scripted(new ScriptedMachinery(), new MemoryDisks());
    }

    /** Like {@link #scripted()}, with scripts and volumes that the caller can access. */
    public static SimSettings scripted(ScriptedMachinery machinery, MemoryDisks disks) {
        return new SimSettings(
                machinery,
                disks,
                SimClock.virtual(),
                new SimRules(
                        Delays.of(Delays.Speed.REAL), Switches.DEFAULTS, ImageEntrypoints.NONE),
                0,
                1,
                List.of(TokenScope.forEverything(newToken())),
                Map.of(),
                Optional.empty());
    }

    /** Real processes, folders and time; the world in {@code directory} outlives the simulator. */
    public static SimSettings real(Path directory) {
        return real(directory, VolumeBackend.FOLDERS);
    }

    /** Real processes, volumes and time; the world in {@code directory} outlives the simulator. */
    public static SimSettings real(Path directory, VolumeBackend volumes) {
        return real(SimDirectory.in(directory), volumes);
    }

    /**
     * Real processes, volumes and time in a temporary directory, removed when the simulator is
     * closed.
     */
    public static SimSettings real(VolumeBackend volumes) {
        return real(SimDirectory.temporary(), volumes);
    }

    private static SimSettings real(SimDirectory home, VolumeBackend volumes) {
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
                new SimRules(
                        Delays.of(Delays.Speed.FAST), Switches.DEFAULTS, ImageEntrypoints.NONE),
                0,
                new SecureRandom().nextInt(Integer.MAX_VALUE),
                List.of(TokenScope.forEverything(home.token())),
                Map.of(),
                Optional.of(home));
    }

    /** A random token. */
    public static String newToken() {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return "flysim_" + HexFormat.of().formatHex(random);
    }

    /**
     * A random token that says of itself, as Fly's do, that it can only read. Source:
     * superfly/macaroon: nonce, location, caveats (26: the actions, 1: reading), tail.
     */
    public static String newReadOnlyToken() {
        byte[] tail = new byte[32];
        new SecureRandom().nextBytes(tail);
        ByteBuffer macaroon =
                ByteBuffer.allocate(80)
                        .put(HexFormat.of().parseHex("9493c40100c40100c2a373696d921a01c420"))
                        .put(tail);
        return "fm2_"
                + Base64.getEncoder()
                        .encodeToString(Arrays.copyOf(macaroon.array(), macaroon.position()));
    }

    public SimSettings withApp(String name) {
        return withApp(name, ORG);
    }

    public SimSettings withApp(String name, String org) {
        Map<String, String> changed = new HashMap<>(apps);
        changed.put(name, org);
        return new SimSettings(
                machinery, disks, clock, rules, port, seed, scopes, Map.copyOf(changed), home);
    }

    public SimSettings withSwitches(Switches changed) {
        return withRules(rules.withSwitches(changed));
    }

    public SimSettings withSpeed(Delays.Speed speed) {
        return withDelays(Delays.of(speed));
    }

    public SimSettings withDelays(Delays changed) {
        return withRules(new SimRules(changed, rules.switches(), rules.images()));
    }

    /** The entrypoint of an image: program and arguments. */
    public SimSettings withImage(String image, List<String> command) {
        Map<String, List<String>> changed = new HashMap<>(rules.images().entrypoints());
        changed.put(image, List.copyOf(command));
        return withRules(
                new SimRules(rules.delays(), rules.switches(), new ImageEntrypoints(changed)));
    }

    private SimSettings withRules(SimRules changed) {
        return new SimSettings(machinery, disks, clock, changed, port, seed, scopes, apps, home);
    }

    public SimSettings withPort(int changed) {
        return new SimSettings(machinery, disks, clock, rules, changed, seed, scopes, apps, home);
    }

    /** Adds a token. */
    public SimSettings withScope(TokenScope scope) {
        List<TokenScope> changed = new ArrayList<>(scopes);
        changed.add(scope);
        return new SimSettings(
                machinery, disks, clock, rules, port, seed, List.copyOf(changed), apps, home);
    }
}
