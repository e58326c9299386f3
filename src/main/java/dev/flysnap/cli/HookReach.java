package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.Via;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.hook.FlyProxies;
import dev.flysnap.hook.HookAddress;
import dev.flysnap.hook.HookCheck;
import dev.flysnap.hook.HookCheckup;
import dev.flysnap.hook.HookTimes;
import dev.flysnap.hook.HookToken;
import dev.flysnap.hook.Hooks;
import dev.flysnap.hook.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.snapshot.HookOf;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Reaches the hook beside a machine's database on the way that the user wants, or on one that works
 * from here.
 */
final class HookReach implements HookOf {
    /** What {@code --hook} says when nothing but sqlite3 is in the image. */
    private static final String NO_AGENT = "exec";

    private final Config config;
    private final FlyApi fly;
    private final Map<String, String> environment;
    private final FlyProxies proxies;
    private final Via wanted;
    private final Hooks hooks = new Hooks(HookTimes.USUAL, Sleeper.REAL, InstantSource.system());

    private HookReach(
            Config config,
            FlyApi fly,
            Map<String, String> environment,
            FlyProxies proxies,
            Via wanted) {
        this.wanted = wanted;
        this.proxies = proxies;
        this.config = config;
        this.fly = fly;
        this.environment = environment;
    }

    /** By one way, whatever the user's settings say. */
    static HookReach by(
            Via way,
            Config config,
            FlyApi fly,
            Map<String, String> environment,
            FlyProxies proxies) {
        return new HookReach(config, fly, environment, proxies, way);
    }

    /** Empty where no hook is configured: neither an address nor a port, nor a way without. */
    static Optional<HookOf> of(
            Config config, FlyApi fly, Map<String, String> environment, FlyProxies proxies) {
        boolean needsNoAddress = config.via() == Via.EXEC || config.via() == Via.FLYCTL;
        if (config.hook().isEmpty() && config.hookPort().isEmpty() && !needsNoAddress) {
            return Optional.empty();
        }
        refuseContradiction(config);
        // A malformed address is an error before anything is touched.
        Optional<HookAddress> _ =
                config.hook().filter(it -> !it.equals(NO_AGENT)).map(HookAddress::parse);
        return Optional.of(new HookReach(config, fly, environment, proxies, config.via()));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if nobody is to answer, and is to be reached
     */
    static void refuseContradiction(Config config) {
        boolean noAgent = config.hook().filter(NO_AGENT::equals).isPresent();
        if (noAgent && config.via() != Via.AUTO && config.via() != Via.EXEC) {
            throw HookReachProblems.contradiction(config.via().word()).exception();
        }
    }

    @Override
    public Quiescer reach(AppName app, Machine machine) {
        boolean noAgent = config.hook().filter(NO_AGENT::equals).isPresent();
        if (noAgent && (wanted == Via.AUTO || wanted == Via.EXEC)) {
            return hooks.withoutAgent(fly.machines(), app, machine, config.databases());
        }
        return switch (way(machine)) {
            case DIRECT, AUTO -> hooks.direct(address(), token(), app, machine);
            case PUBLIC -> hooks.inPublic(address(), token(), app, machine);
            case EXEC -> hooks.throughExec(fly.machines(), app, machine);
            case FLYCTL -> hooks.throughFlyctl(proxies, port(), token(), app, machine);
        };
    }

    /**
     * From outside Fly's private network its addresses lead nowhere: the Machines API does, from
     * everywhere.
     */
    Via way(Machine machine) {
        if (wanted != Via.AUTO) {
            return wanted;
        }
        if (!address().isInPrivateNetwork(machine)) {
            return Via.PUBLIC;
        }
        boolean insideFly =
                environment.containsKey("FLY_MACHINE_ID") || environment.containsKey("FLY_REGION");
        return insideFly || address().isOnThisComputer(machine) ? Via.DIRECT : Via.EXEC;
    }

    /** Holds the whole contract against the hook of one machine, on the way that is wanted. */
    HookCheckup check(AppName app, Machine machine) {
        refuseWithoutContract(config);
        HookCheck check = new HookCheck(Sleeper.REAL, InstantSource.system());
        return switch (way(machine)) {
            case DIRECT, AUTO -> check.direct(address(), token(), app, machine);
            case PUBLIC -> check.inPublic(address(), token(), app, machine);
            case EXEC -> check.throughExec(fly.machines(), app, machine);
            case FLYCTL -> check.throughFlyctl(proxies, port(), token(), app, machine);
        };
    }

    /**
     * Whether the address says it all: no machine has to be looked up for it, so Fly is not needed.
     */
    static boolean needsNoFly(Config config) {
        refuseWithoutContract(config);
        Optional<HookAddress> address = config.hook().map(HookAddress::parse);
        return switch (config.via()) {
            case AUTO -> address.map(HookAddress::isAlwaysOnThisComputer).orElse(false);
            case DIRECT -> address.map(HookAddress::needsNoMachine).orElse(false);
            case EXEC, PUBLIC, FLYCTL -> false;
        };
    }

    /** Holds the whole contract against an address that {@link #needsNoFly}. */
    static HookCheckup checkAlone(Config config) {
        return new HookCheck(Sleeper.REAL, InstantSource.system())
                .alone(
                        HookAddress.parse(config.hook().orElseThrow()),
                        HookToken.parse(config.hookToken().orElse("")),
                        config.app());
    }

    private static void refuseWithoutContract(Config config) {
        if (config.hook().filter(NO_AGENT::equals).isPresent()) {
            throw HookReachProblems.noContract().exception();
        }
    }

    private int port() {
        return config.hookPort().orElse(HookPaths.DEFAULT_PORT);
    }

    private HookAddress address() {
        return HookAddress.parse(config.hook().orElse("http://{private_ip}:" + port()));
    }

    private HookToken token() {
        return HookToken.parse(config.hookToken().orElse(""));
    }
}
