package dev.flysnap.hook.copy.client;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.hook.client.ContainerChoice;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.hook.sqlite3.ScriptCopies;
import dev.flysnap.hook.transport.FlyProxies;
import dev.flysnap.hook.transport.HookSettings;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.hook.transport.QuiescerSelector;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Via;
import dev.flysnap.time.Interruption;
import java.util.Map;
import okhttp3.HttpUrl;

/**
 * Reaches the copies of a machine the way in which its hook is reached.
 *
 * @param selector of the same settings
 */
public record CopiesSelector(
        HookSettings settings,
        QuiescerSelector selector,
        Machines machines,
        FlyProxies proxies,
        Interruption interruption) {

    /**
     * @throws dev.flysnap.problem.FlysnapException if a token is missing, or the machine cannot be
     *     reached that way
     */
    public MachineCopies select(AppName app, MachineId machine) {
        // A token that is limited to a command cannot look machines up.
        return settings.isExec()
                ? script(new ExecTarget(app, machine, settings.container()))
                : settings.via() == Via.EXEC
                        ? new SpooledCopies(
                                machines, new ExecTarget(app, machine, settings.container()))
                        : select(app, machines.get(app, machine));
    }

    private MachineCopies script(ExecTarget target) {
        return new ScriptCopies(machines, target, settings.databases());
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if a token is missing, or the machine cannot be
     *     reached that way
     */
    public MachineCopies select(AppName app, Machine machine) {
        if (settings.isExec()) {
            return script(ContainerChoice.of(app, machine, settings.container()));
        }
        return switch (selector.transport(machine)) {
            case DIRECT, AUTO -> url(app, machine, Map.of(), "directly");
            case PUBLIC ->
                    url(
                            app,
                            machine,
                            HookTransports.machineHeader(machine),
                            "by the public address");
            case EXEC ->
                    new SpooledCopies(
                            machines, ContainerChoice.of(app, machine, settings.container()));
            case FLYCTL ->
                    http(
                            interruption
                                    .awaitResult(() ->
                                            proxies.to(app, machine, settings.portOrDefault()))
                                    .localUrl(),
                            machine,
                            Map.of(),
                            "machine %s (by fly proxy)".formatted(machine.id()));
        };
    }

    private MachineCopies url(
            AppName app, Machine machine, Map<String, String> headers, String way) {
        HttpUrl url = settings.address().forMachine(app, machine);
        return http(url, machine, headers, "%s (%s)".formatted(url, way));
    }

    private MachineCopies http(
            HttpUrl url, Machine machine, Map<String, String> headers, String where) {
        return new HttpCopies(
                url, settings.parsedCopyToken(), headers, machine.id(), where, interruption);
    }
}
