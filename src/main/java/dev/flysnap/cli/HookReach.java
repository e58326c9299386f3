package dev.flysnap.cli;

import dev.flysnap.config.Config;
import dev.flysnap.config.Via;
import dev.flysnap.fly.FlyApi;
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
    /** Where the agent listens unless told otherwise. */
    private static final int AGENT_PORT = 8099;

    /** What {@code --hook} says when nothing but sqlite3 is in the image. */
    private static final String NO_AGENT = "exec";

    private final Config config;
    private final FlyApi fly;
    private final Map<String, String> environment;
    private final Via wanted;
    private final Hooks hooks = new Hooks(HookTimes.USUAL, Sleeper.REAL, InstantSource.system());

    private HookReach(Config config, FlyApi fly, Map<String, String> environment, Via wanted) {
        this.wanted = wanted;
        this.config = config;
        this.fly = fly;
        this.environment = environment;
    }

    /** By one way, whatever the user's settings say. */
    static HookReach by(Via way, Config config, FlyApi fly, Map<String, String> environment) {
        return new HookReach(config, fly, environment, way);
    }

    /** Empty where no hook is configured: neither an address nor a way that needs none. */
    static Optional<HookOf> of(Config config, FlyApi fly, Map<String, String> environment) {
        boolean needsNoAddress = config.via() == Via.EXEC || config.via() == Via.FLYCTL;
        if (config.hook().isEmpty() && !needsNoAddress) {
            return Optional.empty();
        }
        // A malformed address is an error before anything is touched.
        Optional<HookAddress> _ =
                config.hook().filter(it -> !it.equals(NO_AGENT)).map(HookAddress::parse);
        return Optional.of(new HookReach(config, fly, environment, config.via()));
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
            case FLYCTL ->
                    hooks.throughFlyctl(
                            environment.getOrDefault("PATH", ""),
                            config.hookPort().orElse(AGENT_PORT),
                            token(),
                            app,
                            machine);
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

    /** Holds the whole contract against the hook of one machine. */
    HookCheckup check(AppName app, Machine machine) {
        return HookCheck.of(address(), token(), app, machine, Sleeper.REAL);
    }

    private HookAddress address() {
        return HookAddress.parse(
                config.hook()
                        .orElse("http://{private_ip}:" + config.hookPort().orElse(AGENT_PORT)));
    }

    private HookToken token() {
        return HookToken.parse(config.hookToken().orElse(""));
    }
}
