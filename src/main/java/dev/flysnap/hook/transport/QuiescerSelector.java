package dev.flysnap.hook.transport;

import dev.flysnap.fly.Machines;
import dev.flysnap.hook.client.HookTimes;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Via;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;
import java.util.Map;

/** Reaches the hook by the transport that is configured, or by one that works from here. */
public final class QuiescerSelector {
    private final HookSettings settings;
    private final Machines machines;
    private final Map<String, String> environment;
    private final FlyProxies proxies;
    private final HookTransports hooks =
            new HookTransports(HookTimes.USUAL, Sleeper.REAL, InstantSource.system());

    public QuiescerSelector(
            HookSettings settings,
            Machines machines,
            Map<String, String> environment,
            FlyProxies proxies) {
        this.settings = settings;
        this.machines = machines;
        this.environment = environment;
        this.proxies = proxies;
    }

    public Quiescer reach(AppName app, Machine machine) {
        if (settings.isExec() && (settings.via() == Via.AUTO || settings.via() == Via.EXEC)) {
            return hooks.withoutAgent(machines, app, machine, settings.databases());
        }
        return switch (transport(machine)) {
            case DIRECT, AUTO ->
                    hooks.direct(settings.address(), settings.parsedToken(), app, machine);
            case PUBLIC -> hooks.inPublic(settings.address(), settings.parsedToken(), app, machine);
            case EXEC -> hooks.throughExec(machines, app, machine);
            case FLYCTL ->
                    hooks.throughFlyctl(
                            proxies,
                            settings.portOrDefault(),
                            settings.parsedToken(),
                            app,
                            machine);
        };
    }

    /**
     * The transport to a machine. From outside Fly's private network its addresses do not answer;
     * the Machines API does from everywhere.
     */
    public Via transport(Machine machine) {
        if (settings.via() != Via.AUTO) {
            return settings.via();
        }
        HookAddress address = settings.address();
        if (!address.isInPrivateNetwork(machine)) {
            return Via.PUBLIC;
        }
        boolean insideFly =
                environment.containsKey("FLY_MACHINE_ID") || environment.containsKey("FLY_REGION");
        return insideFly || address.isOnThisComputer(machine) ? Via.DIRECT : Via.EXEC;
    }

    /** Asks the hook for its status. */
    public TransportResult tryOut(AppName app, Machine machine) {
        String name = settings.via().label();
        try (Quiescer hook = reach(app, machine)) {
            return new TransportResult(name, true, "level " + hook.status().level());
        } catch (FlysnapException e) {
            return new TransportResult(name, false, e.problem().what());
        }
    }
}
