package dev.flysnap.hook.transport;

import dev.flysnap.fly.Machines;
import dev.flysnap.hook.client.ContainerChoice;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Via;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;
import java.util.Map;

/** Selects the transport to the hook: the configured one, or one that works from here. */
public final class QuiescerSelector {
    private final HookSettings settings;
    private final Machines machines;
    private final Map<String, String> environment;
    private final FlyProxies proxies;
    private final HookTransports transports;

    /**
     * @param interruption cuts the waits short, and gives up a request whose answer does not come
     */
    public QuiescerSelector(
            HookSettings settings,
            Machines machines,
            Map<String, String> environment,
            FlyProxies proxies,
            Interruption interruption) {
        this.settings = settings;
        this.machines = machines;
        this.environment = environment;
        this.proxies = proxies;
        this.transports =
                new HookTransports(
                        HookTimeouts.DEFAULT, Sleeper.REAL, InstantSource.system(), interruption);
    }

    public Quiescer select(AppName app, Machine machine) {
        if (isSqlite3()) {
            return transports.sqlite3(
                    machines, app, machine, settings.container(), settings.databases());
        }
        return switch (transport(machine)) {
            case DIRECT, AUTO ->
                    transports.direct(settings.address(), settings.parsedToken(), app, machine);
            case PUBLIC ->
                    transports.publicUrl(settings.address(), settings.parsedToken(), app, machine);
            case EXEC -> transports.exec(machines, app, machine, settings.container());
            case FLYCTL ->
                    transports.flyProxy(
                            proxies,
                            settings.portOrDefault(),
                            settings.parsedToken(),
                            app,
                            machine);
        };
    }

    /**
     * The databases of a machine, to be replaced: over the transport of its hook, with the copy
     * token.
     *
     * @throws FlysnapException if there is no agent, or no copy token
     */
    public MachineDatabases databases(AppName app, Machine machine) {
        settings.requireAgent();
        return switch (transport(machine)) {
            case DIRECT, AUTO ->
                    transports.databases(
                            settings.address(), settings.parsedCopyToken(), Map.of(), app, machine);
            case PUBLIC ->
                    transports.databases(
                            settings.address(),
                            settings.parsedCopyToken(),
                            HookTransports.machineHeader(machine),
                            app,
                            machine);
            case EXEC -> transports.databasesByExec(machines, app, machine, settings.container());
            case FLYCTL ->
                    transports.databasesByFlyProxy(
                            proxies,
                            settings.portOrDefault(),
                            settings.parsedCopyToken(),
                            app,
                            machine);
        };
    }

    /**
     * Before anything is touched: whether commands in the machine would know their container.
     *
     * @throws FlysnapException if they would not
     */
    public void check(AppName app, Machine machine) {
        if (isSqlite3() || transport(machine) == Via.EXEC) {
            var _ = ContainerChoice.of(app, machine, settings.container());
        }
    }

    private boolean isSqlite3() {
        return settings.isExec() && (settings.via() == Via.AUTO || settings.via() == Via.EXEC);
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

    /** Requests the hook's status over the configured transport. */
    public TransportResult probe(AppName app, Machine machine) {
        String name = settings.via().label();
        try (Quiescer hook = select(app, machine)) {
            return new TransportResult(name, true, "level " + hook.status().level());
        } catch (FlysnapException e) {
            return new TransportResult(name, false, e.problem().what());
        }
    }
}
