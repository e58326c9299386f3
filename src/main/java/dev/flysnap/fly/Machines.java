package dev.flysnap.fly;

import dev.flysnap.fly.http.ApiCall;
import dev.flysnap.fly.http.ApiClient;
import dev.flysnap.fly.http.ApiTarget;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.CreateMachine;
import dev.flysnap.fly.resource.ExecResult;
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

/**
 * Machines of an app. A {@code leaseNonce} goes with each change while the caller holds the
 * machine's lease.
 */
public final class Machines {
    /** The platform's limits for one wait. Source: Fly docs, Wait. */
    private static final Duration MIN_WAIT = Duration.ofSeconds(1);

    private static final Duration MAX_WAIT = Duration.ofSeconds(60);

    /** Past it the platform answers 408 at random. Source: seen by other projects. */
    private static final Duration MAX_EXEC = Duration.ofSeconds(30);

    private final ApiClient client;

    Machines(ApiClient client) {
        this.client = client;
    }

    public List<Machine> list(AppName app) {
        return list(app, Map.of(), false);
    }

    /**
     * @param metadata what the machines' metadata must say
     */
    public List<Machine> list(AppName app, Map<String, String> metadata, boolean includeDeleted) {
        return client.list(MachineCalls.list(app, metadata, includeDeleted), MachineJson::machine);
    }

    public Machine get(AppName app, MachineId machine) {
        ApiTarget target = new ApiTarget.OfMachine(app, machine);
        return client.object(
                ApiCall.read(
                        "machine.get",
                        "get " + target.description(),
                        target,
                        MachineCalls.path(app, machine)),
                MachineJson::machine);
    }

    /** Empty when there is no such machine. */
    public Optional<Machine> find(AppName app, MachineId machine) {
        return FlyException.emptyIfNotFound(() -> get(app, machine));
    }

    public Machine create(AppName app, CreateMachine machine) {
        ApiTarget target = new ApiTarget.OfApp(app);
        return client.object(
                ApiCall.change(
                                "POST",
                                "machine.create",
                                "create machine %s in %s, in %s"
                                        .formatted(
                                                machine.name(),
                                                machine.region(),
                                                target.description()),
                                target,
                                List.of("apps", app.value(), "machines"))
                        .with(machine.json()),
                MachineJson::machine);
    }

    public Machine update(AppName app, MachineId machine, UpdateMachine update) {
        return client.object(
                MachineCalls.change("POST", "update", app, machine)
                        .with(update.json())
                        .withLeaseNonce(update.leaseNonce()),
                MachineJson::machine);
    }

    public void start(AppName app, MachineId machine, Optional<String> leaseNonce) {
        client.send(
                MachineCalls.change("POST", "start", app, machine, "start")
                        .withLeaseNonce(leaseNonce));
    }

    /** Asks for a stop; {@link #waitFor} tells when it stands. */
    public void stop(AppName app, MachineId machine, Optional<String> leaseNonce) {
        // Without an object the platform refuses: PLATFORM, Machines.
        client.send(
                MachineCalls.change("POST", "stop", app, machine, "stop")
                        .with(Json.Obj.empty())
                        .withLeaseNonce(leaseNonce));
    }

    /** Keeps Fly's proxy from sending it traffic; its own jobs go on. */
    public void cordon(AppName app, MachineId machine, Optional<String> leaseNonce) {
        client.send(
                MachineCalls.change("POST", "cordon", app, machine, "cordon")
                        .withLeaseNonce(leaseNonce));
    }

    public void uncordon(AppName app, MachineId machine, Optional<String> leaseNonce) {
        client.send(
                MachineCalls.change("POST", "uncordon", app, machine, "uncordon")
                        .ofKind(ApiCall.Kind.GIVE_BACK)
                        .withLeaseNonce(leaseNonce));
    }

    /**
     * @param force also when it is running
     */
    public void delete(AppName app, MachineId machine, boolean force, Optional<String> leaseNonce) {
        ApiCall call =
                MachineCalls.change("DELETE", "delete", app, machine)
                        .ofKind(ApiCall.Kind.GIVE_BACK)
                        .withLeaseNonce(leaseNonce);
        client.send(force ? call.with("force", "true") : call);
    }

    /**
     * Waits in one call until the machine is in a state ({@code settled} is one too).
     *
     * @param instanceId the platform wants it when waiting for {@code stopped}
     * @param timeout 1 to 60 s
     * @return false if the time was up first
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
        try {
            client.send(MachineCalls.waitFor(app, machine, state, instanceId, timeout));
            return true;
        } catch (FlyException e) {
            if (e.status().filter(it -> it == 408).isPresent()) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Runs a command in a started machine. The platform refuses while anybody holds its lease.
     *
     * @param command program and arguments, no shell
     * @param stdin empty for none
     * @param timeout 1 to 30 s
     */
    public ExecResult exec(
            AppName app, MachineId machine, List<String> command, String stdin, Duration timeout) {
        if (timeout.compareTo(MIN_WAIT) < 0 || timeout.compareTo(MAX_EXEC) > 0) {
            throw new IllegalArgumentException("Fly runs a command 1 to 30 s, not " + timeout);
        }
        return client.object(
                MachineCalls.exec(app, machine, command, stdin, timeout), MachineJson::execResult);
    }

    public Map<String, String> metadata(AppName app, MachineId machine) {
        ApiTarget target = new ApiTarget.OfMachine(app, machine);
        return client.object(
                ApiCall.read(
                        "metadata.get",
                        "read the metadata of " + target.description(),
                        target,
                        MachineCalls.path(app, machine, "metadata")),
                MachineJson::metadata);
    }

    /** Sets one key; the machine is not restarted. */
    public void setMetadata(
            AppName app, MachineId machine, String key, String value, Optional<String> leaseNonce) {
        client.send(
                MachineCalls.change("POST", "set metadata of", app, machine, "metadata", key)
                        .ofKind(ApiCall.Kind.GIVE_BACK)
                        .with(Json.Obj.empty().with("value", value))
                        .withLeaseNonce(leaseNonce));
    }

    /** Takes one key away; the machine is not restarted. */
    public void deleteMetadata(
            AppName app, MachineId machine, String key, Optional<String> leaseNonce) {
        client.send(
                MachineCalls.change("DELETE", "delete metadata of", app, machine, "metadata", key)
                        .ofKind(ApiCall.Kind.GIVE_BACK)
                        .withLeaseNonce(leaseNonce));
    }

    /**
     * @param ttl whole seconds
     */
    public MachineLease acquireLease(
            AppName app, MachineId machine, Duration ttl, String description) {
        return client.object(
                MachineCalls.lease(app, machine, Optional.empty(), ttl, description),
                MachineJson::lease);
    }

    /** Whether anybody holds the machine's lease. */
    public boolean isLeased(AppName app, MachineId machine) {
        ApiTarget target = new ApiTarget.OfMachine(app, machine);
        ApiCall call =
                ApiCall.read(
                        "machine.lease-get",
                        "read the lease of " + target.description(),
                        target,
                        MachineCalls.path(app, machine, "lease"));
        // Not found: there is no lease, or no such machine.
        return FlyException.emptyIfNotFound(() -> client.object(call, it -> it)).isPresent();
    }

    /** The same lease, for {@code ttl} from now. */
    public MachineLease renewLease(
            AppName app, MachineId machine, MachineLease lease, Duration ttl) {
        return client.object(
                MachineCalls.lease(app, machine, Optional.of(lease.nonce()), ttl, ""),
                MachineJson::lease);
    }

    public void releaseLease(AppName app, MachineId machine, MachineLease lease) {
        client.send(
                MachineCalls.change("DELETE", "release the lease of", app, machine, "lease")
                        .ofKind(ApiCall.Kind.GIVE_BACK)
                        .withLeaseNonce(Optional.of(lease.nonce())));
    }
}
