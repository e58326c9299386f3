package dev.flysnap.hook.transport;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.client.ContainerChoice;
import dev.flysnap.hook.client.ContractClient;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.HookTransport;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.hook.replace.ReplaceTransport;
import dev.flysnap.hook.sqlite3.ExecQuiescer;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a {@link Quiescer} for each transport. It refuses answers from any other machine, and has
 * to be closed after use.
 */
public final class HookTransports {
    private final HookTimeouts timeouts;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Interruption interruption;

    /**
     * @param sleeper waits between attempts
     * @param clock for the times in the evidence
     */
    public HookTransports(HookTimeouts timeouts, Sleeper sleeper, InstantSource clock) {
        this(timeouts, sleeper, clock, new Interruption());
    }

    /**
     * The same for a process that may be asked to stop.
     *
     * @param interruption cuts the waits short, and gives up a request whose answer does not come
     */
    public HookTransports(
            HookTimeouts timeouts,
            Sleeper sleeper,
            InstantSource clock,
            Interruption interruption) {
        this.timeouts = timeouts;
        this.sleeper = interruption.cutting(sleeper);
        this.clock = clock;
        this.interruption = interruption;
    }

    /** To the machine's own address: from inside Fly's private network, or where it is public. */
    public Quiescer direct(HookAddress address, HookToken token, AppName app, Machine machine) {
        return client(
                new HookHttpTransport(
                        address.forMachine(app, machine),
                        Optional.of(token),
                        Map.of(),
                        timeouts.connect(),
                        interruption),
                app,
                machine);
    }

    /**
     * To an address on the internet, with the header by which Fly's proxy selects the machine.
     * Without it any machine of the app may answer. Source: Fly docs, fly-force-instance-id.
     */
    public Quiescer publicUrl(HookAddress address, HookToken token, AppName app, Machine machine) {
        return client(
                new HookHttpTransport(
                        address.forMachine(app, machine),
                        Optional.of(token),
                        machineHeader(machine),
                        timeouts.connect(),
                        interruption),
                app,
                machine);
    }

    /**
     * Through the Machines API's exec: a script hands requests to the agent in the machine.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is unknown in which container
     */
    public Quiescer exec(
            Machines machines, AppName app, Machine machine, Optional<ContainerName> container) {
        return client(
                new ExecTransport(machines, ContainerChoice.of(app, machine, container)),
                app,
                machine);
    }

    /**
     * Without an agent, with {@code sqlite3}, {@code sh} and {@code sync} in the machine.
     *
     * @param databases each {@code NAME=/path}, for calls that name none
     * @throws dev.flysnap.problem.FlysnapException if it is unknown in which container
     */
    public Quiescer sqlite3(
            Machines machines,
            AppName app,
            Machine machine,
            Optional<ContainerName> container,
            List<String> databases) {
        return new ExecQuiescer(
                machines, ContainerChoice.of(app, machine, container), databases, sleeper, clock);
    }

    /**
     * Through a {@code fly proxy}, which is closed with {@code proxies}. It needs Fly's WireGuard.
     *
     * @param port where the hook listens in the machine
     * @throws dev.flysnap.problem.FlysnapException if there is no flyctl, or the proxy does not
     *     start
     */
    public Quiescer flyProxy(
            FlyProxies proxies, int port, HookToken token, AppName app, Machine machine) {
        return client(proxied(proxies, port, token, app, machine), app, machine);
    }

    /** Databases at the machine's own address, or a public one. */
    MachineDatabases databases(
            HookAddress address,
            HookToken copyToken,
            Map<String, String> headers,
            AppName app,
            Machine machine) {
        return databases(
                new HookHttpTransport(
                        address.forMachine(app, machine),
                        Optional.of(copyToken),
                        headers,
                        timeouts.connect(),
                        interruption),
                machine);
    }

    /** The same by exec, in small parts. */
    MachineDatabases databasesByExec(
            Machines machines, AppName app, Machine machine, Optional<ContainerName> container) {
        return databases(
                new ExecTransport(machines, ContainerChoice.of(app, machine, container)), machine);
    }

    /** The same through a {@code fly proxy}. */
    MachineDatabases databasesByFlyProxy(
            FlyProxies proxies, int port, HookToken copyToken, AppName app, Machine machine) {
        return databases(proxied(proxies, port, copyToken, app, machine), machine);
    }

    private MachineDatabases databases(ReplaceTransport transport, Machine machine) {
        return new MachineDatabases(transport, machine.id(), sleeper, clock);
    }

    private ProxiedTransport proxied(
            FlyProxies proxies, int port, HookToken token, AppName app, Machine machine) {
        FlyProxy proxy = interruption.awaitResult(() -> proxies.to(app, machine, port));
        return new ProxiedTransport(
                new HookHttpTransport(
                        proxy.localUrl(),
                        Optional.of(token),
                        Map.of(),
                        timeouts.connect(),
                        interruption),
                "machine " + machine.id() + " (by fly proxy)");
    }

    /** The header by which Fly's proxy selects a machine. Source: Fly docs. */
    public static Map<String, String> machineHeader(Machine machine) {
        return Map.of("fly-force-instance-id", machine.id().value());
    }

    private Quiescer client(HookTransport transport, AppName app, Machine machine) {
        return new ContractClient(transport, app, machine.id(), timeouts, sleeper, clock);
    }
}
