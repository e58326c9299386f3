package dev.flysnap.hook.check;

import dev.flysnap.fly.Machines;
import dev.flysnap.hook.transport.FlyProxies;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookSettings;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Via;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;
import java.util.Optional;

/** Checks the configured hook against the contract. */
public final class ConfiguredHookCheck {
    private final HookSettings settings;
    private final HookCheck check = new HookCheck(Sleeper.REAL, InstantSource.system());

    /**
     * @throws dev.flysnap.problem.FlysnapException if the configuration has no agent to check
     */
    public ConfiguredHookCheck(HookSettings settings) {
        settings.requireAgent();
        this.settings = settings;
    }

    /** Whether no machine has to be looked up on Fly to know the address. */
    public boolean needsNoFly() {
        Optional<HookAddress> address = settings.hook().map(HookAddress::parse);
        return switch (settings.via()) {
            case AUTO -> address.map(HookAddress::isAlwaysOnThisComputer).orElse(false);
            case DIRECT -> address.map(HookAddress::isMachineIndependent).orElse(false);
            case EXEC, PUBLIC, FLYCTL -> false;
        };
    }

    /** Checks an address that {@link #needsNoFly}. */
    public HookCheckup withoutMachine(Optional<AppName> app) {
        return check.withoutMachine(settings.address(), settings.parsedToken(), app);
    }

    /** Checks the hook of one machine over a transport. */
    public HookCheckup over(
            Via transport, Machines machines, FlyProxies proxies, AppName app, Machine machine) {
        return switch (transport) {
            case DIRECT, AUTO ->
                    check.direct(settings.address(), settings.parsedToken(), app, machine);
            case PUBLIC ->
                    check.overPublicUrl(settings.address(), settings.parsedToken(), app, machine);
            case EXEC -> check.overExec(machines, app, machine, settings.container());
            case FLYCTL ->
                    check.overFlyProxy(
                            proxies,
                            settings.portOrDefault(),
                            settings.parsedToken(),
                            app,
                            machine);
        };
    }
}
