package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.ExecResult;
import dev.flysnap.fly.resource.ExecTarget;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Machines of an app. Changes take the {@code leaseNonce} while the caller holds the lease. */
public final class Machines {
    /** The platform's limits for one wait. Source: Fly docs, Wait. */
    private static final Duration MIN_WAIT = Duration.ofSeconds(1);

    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    /** Above it the platform answers 408 at random. Source: seen by other projects. */
    private static final Duration MAX_EXEC = Duration.ofSeconds(30);

    private final ApiClient client;

    Machines(ApiClient client) {
        this.client = client;
    }

    public List<Machine> list(AppName app) {
        return client.list(
                ApiCall.read(
                        "machine.list",
                        "list the machines of %s",
                        new ApiTarget.OfApp(app),
                        "machines"),
                MachineJson::machine);
    }

    public Machine get(AppName app, MachineId machine) {
        return client.object(
                ApiCall.read("machine.get", "get %s", new ApiTarget.OfMachine(app, machine)),
                MachineJson::machine);
    }

    /** Empty when there is no such machine. */
    public Optional<Machine> find(AppName app, MachineId machine) {
        return FlyException.emptyIfNotFound(() -> get(app, machine));
    }

    public Machine create(AppName app, CreateMachine machine) {
        return client.object(
                ApiCall.of(
                                ApiCall.Kind.CHANGE,
                                "POST",
                                "machine.create",
                                "create machine %s in %s, in "
                                                .formatted(machine.name(), machine.region())
                                        + "%s",
                                new ApiTarget.OfApp(app),
                                "machines")
                        .withBody(machine.json()),
                MachineJson::machine);
    }

    public Machine update(AppName app, MachineId machine, UpdateMachine update) {
        return client.object(
                change("POST", "update", app, machine)
                        .withBody(update.json())
                        .withLeaseNonce(update.leaseNonce()),
                MachineJson::machine);
    }

    public void start(AppName app, MachineId machine, Optional<String> leaseNonce) {
        client.send(change("POST", "start", app, machine, "start").withLeaseNonce(leaseNonce));
    }

    /** Requests a stop; {@link #waitFor} tells when the machine has stopped. */
    public void stop(AppName app, MachineId machine, Optional<String> leaseNonce) {
        // Without an object the platform refuses: PLATFORM, Machines.
        client.send(
                change("POST", "stop", app, machine, "stop")
                        .withBody(Json.Obj.empty())
                        .withLeaseNonce(leaseNonce));
    }

    /** Keeps Fly's proxy from sending it traffic; the machine's own jobs go on. */
    public void cordon(AppName app, MachineId machine, Optional<String> leaseNonce) {
        client.send(change("POST", "cordon", app, machine, "cordon").withLeaseNonce(leaseNonce));
    }

    public void uncordon(AppName app, MachineId machine, Optional<String> leaseNonce) {
        client.send(
                giveBack("POST", "uncordon", app, machine, "uncordon").withLeaseNonce(leaseNonce));
    }

    /**
     * @param force also when it is running
     */
    public void delete(AppName app, MachineId machine, boolean force, Optional<String> leaseNonce) {
        ApiCall call = giveBack("DELETE", "delete", app, machine).withLeaseNonce(leaseNonce);
        client.send(force ? call.withQuery("force", "true") : call);
    }

    /**
     * Waits in one call until the machine is in a state ({@code settled} is one too).
     *
     * @param instanceId required by the platform when waiting for {@code stopped}
     * @param timeout 1 to 60 s
     * @return false if the timeout passed first
     */
    public boolean waitFor(
            AppName app,
            MachineId machine,
            MachineState state,
            Optional<String> instanceId,
            Duration timeout) {
        if (timeout.compareTo(MIN_WAIT) < 0 || timeout.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("Fly waits 1 to 60 s, not " + timeout);
        }
        ApiCall call =
                ApiCall.of(
                                ApiCall.Kind.WAIT,
                                "GET",
                                "machine.wait",
                                "wait until %s is " + state,
                                new ApiTarget.OfMachine(app, machine),
                                "wait")
                        .withQuery("state", state.value())
                        .withQuery("timeout", Long.toString(timeout.toSeconds()))
                        .withExtraTime(timeout);
        try {
            client.send(
                    instanceId.isPresent()
                            ? call.withQuery("instance_id", instanceId.get())
                            : call);
            return true;
        } catch (FlyException e) {
            if (e.status().filter(it -> it == 408).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    /** Runs a command in a machine of one container. */
    public ExecResult exec(
            AppName app, MachineId machine, List<String> command, String stdin, Duration timeout) {
        return exec(ExecTarget.of(app, machine), command, stdin, timeout);
    }

    /**
     * Runs a command in a started machine. The platform refuses while anybody holds its lease.
     *
     * @param command program and arguments, no shell
     * @param stdin empty for none
     * @param timeout 1 to 30 s
     */
    public ExecResult exec(
            ExecTarget target, List<String> command, String stdin, Duration timeout) {
        if (timeout.compareTo(MIN_WAIT) < 0 || timeout.compareTo(MAX_EXEC) > 0) {
            throw new IllegalArgumentException("Fly runs a command 1 to 30 s, not " + timeout);
        }
        return client.object(
                ApiCall.of(
                                // A hold is released by a command too.
                                ApiCall.Kind.CHANGE_DURING_OUTAGE,
                                "POST",
                                "machine.exec",
                                "run a command in %s",
                                new ApiTarget.OfMachine(target.app(), target.machine()),
                                "exec")
                        .withBody(
                                Json.Obj.empty()
                                        .with("command", Json.texts(command))
                                        .withText(
                                                "container",
                                                target.container().map(ContainerName::value))
                                        .withText(
                                                "stdin",
                                                Optional.of(stdin).filter(it -> !it.isEmpty()))
                                        .with("timeout", timeout.toSeconds()))
                        .withExtraTime(timeout),
                MachineJson::execResult);
    }

    public Map<String, String> metadata(AppName app, MachineId machine) {
        return client.object(
                ApiCall.read(
                        "metadata.get",
                        "read the metadata of %s",
                        new ApiTarget.OfMachine(app, machine),
                        "metadata"),
                MachineJson::metadata);
    }

    /** Sets one key; the machine is not restarted. */
    public void setMetadata(
            AppName app, MachineId machine, String key, String value, Optional<String> leaseNonce) {
        client.send(
                giveBack("POST", "set metadata of", app, machine, "metadata", key)
                        .withBody(Json.Obj.empty().with("value", value))
                        .withLeaseNonce(leaseNonce));
    }

    /** Removes one key; the machine is not restarted. */
    public void deleteMetadata(
            AppName app, MachineId machine, String key, Optional<String> leaseNonce) {
        client.send(
                giveBack("DELETE", "delete metadata of", app, machine, "metadata", key)
                        .withLeaseNonce(leaseNonce));
    }

    /**
     * @param ttl whole seconds
     */
    public MachineLease acquireLease(
            AppName app, MachineId machine, Duration ttl, String description) {
        return lease(app, machine, Optional.empty(), ttl, description);
    }

    /** Extends a lease to {@code ttl} from now. */
    public MachineLease renewLease(
            AppName app, MachineId machine, MachineLease lease, Duration ttl) {
        return lease(app, machine, Optional.of(lease.nonce()), ttl, "");
    }

    private MachineLease lease(
            AppName app,
            MachineId machine,
            Optional<String> nonce,
            Duration ttl,
            String description) {
        return client.object(
                change("POST", "lease", app, machine, "lease")
                        .withLeaseNonce(nonce)
                        .withQuery("ttl", Long.toString(ttl.toSeconds()))
                        .withBody(
                                Json.Obj.empty()
                                        .with("description", description)
                                        .with("ttl", ttl.toSeconds())),
                MachineJson::lease);
    }

    /** Whether anybody holds the machine's lease; false too if there is no such machine. */
    public boolean isLeased(AppName app, MachineId machine) {
        return currentLease(app, machine, it -> it).isPresent();
    }

    /**
     * The machine's lease that was taken with that description, as after a lost answer.
     *
     * @return empty also where Fly does not tell its nonce
     */
    public Optional<MachineLease> findLease(AppName app, MachineId machine, String description) {
        return currentLease(app, machine, it -> MachineJson.describedLease(it, description))
                .flatMap(it -> it);
    }

    private <T> Optional<T> currentLease(
            AppName app, MachineId machine, Function<Json.Obj, T> parser) {
        ApiCall call =
                ApiCall.read(
                        "machine.lease-get",
                        "read the lease of %s",
                        new ApiTarget.OfMachine(app, machine),
                        "lease");
        return FlyException.emptyIfNotFound(() -> client.object(call, parser));
    }

    public void releaseLease(AppName app, MachineId machine, MachineLease lease) {
        client.send(
                giveBack("DELETE", "release the lease of", app, machine, "lease")
                        .withLeaseNonce(Optional.of(lease.nonce())));
    }

    private static ApiCall change(
            String method, String verb, AppName app, MachineId machine, String... subpath) {
        return call(ApiCall.Kind.CHANGE, method, verb, app, machine, subpath);
    }

    private static ApiCall giveBack(
            String method, String verb, AppName app, MachineId machine, String... subpath) {
        return call(ApiCall.Kind.CHANGE_DURING_OUTAGE, method, verb, app, machine, subpath);
    }

    private static ApiCall call(
            ApiCall.Kind kind,
            String method,
            String verb,
            AppName app,
            MachineId machine,
            String... subpath) {
        return ApiCall.of(
                kind,
                method,
                "machine." + verb.replace(' ', '-'),
                verb + " %s",
                new ApiTarget.OfMachine(app, machine),
                subpath);
    }
}
