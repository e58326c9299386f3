package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The calls about machines, as data. */
final class MachineCalls {
    static ApiCall list(AppName app, Map<String, String> metadata, boolean includeDeleted) {
        ApiTarget target = new ApiTarget.OfApp(app);
        ApiCall call =
                ApiCall.read(
                        "machine.list",
                        "list the machines of " + target.description(),
                        target,
                        List.of("apps", app.value(), "machines"));
        for (var entry : metadata.entrySet()) {
            call = call.with("metadata." + entry.getKey(), entry.getValue());
        }
        return includeDeleted ? call.with("include_deleted", "true") : call;
    }

    static ApiCall waitFor(
            AppName app,
            MachineId machine,
            MachineState state,
            Optional<String> instanceId,
            Duration timeout) {
        ApiTarget target = new ApiTarget.OfMachine(app, machine);
        ApiCall call =
                ApiCall.read(
                                "machine.wait",
                                "wait until " + target.description() + " is " + state,
                                target,
                                path(app, machine, "wait"))
                        .ofKind(ApiCall.Kind.WAIT)
                        .with("state", state.value())
                        .with("timeout", Long.toString(timeout.toSeconds()))
                        .withExtraTime(timeout);
        return instanceId.isPresent() ? call.with("instance_id", instanceId.get()) : call;
    }

    static ApiCall exec(
            AppName app, MachineId machine, List<String> command, String stdin, Duration timeout) {
        ApiTarget target = new ApiTarget.OfMachine(app, machine);
        return ApiCall.change(
                        "POST",
                        "machine.exec",
                        "run a command in " + target.description(),
                        target,
                        path(app, machine, "exec"))
                .with(
                        Json.Obj.empty()
                                .with("command", Json.texts(command))
                                .withText("stdin", Optional.of(stdin).filter(it -> !it.isEmpty()))
                                .with("timeout", timeout.toSeconds()))
                .withExtraTime(timeout);
    }

    /**
     * @param nonce of the lease to renew
     */
    static ApiCall lease(
            AppName app,
            MachineId machine,
            Optional<String> nonce,
            Duration ttl,
            String description) {
        return change("POST", "lease", app, machine, "lease")
                .withLeaseNonce(nonce)
                .with("ttl", Long.toString(ttl.toSeconds()))
                .with(
                        Json.Obj.empty()
                                .with("description", description)
                                .with("ttl", ttl.toSeconds()));
    }

    static ApiCall change(
            String method, String verb, AppName app, MachineId machine, String... below) {
        ApiTarget target = new ApiTarget.OfMachine(app, machine);
        return ApiCall.change(
                method,
                "machine." + verb.replace(' ', '-'),
                verb + " " + target.description(),
                target,
                path(app, machine, below));
    }

    static List<String> path(AppName app, MachineId machine, String... below) {
        List<String> path = new ArrayList<>(List.of("apps", app.value(), "machines"));
        path.add(machine.value());
        path.addAll(List.of(below));
        return path;
    }

    private MachineCalls() {}
}
