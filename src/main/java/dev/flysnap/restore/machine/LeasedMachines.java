package dev.flysnap.restore.machine;

import dev.flysnap.fly.Machines;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.runtime.RunContext;
import java.util.Optional;
import java.util.function.Consumer;

/** Changes to machines, each made under a lease of this process. */
public final class LeasedMachines {
    private final AppName app;
    private final Machines machines;
    private final MachineLeases leases;

    public LeasedMachines(AppName app, RunContext context, MachineLeases leases) {
        this.app = app;
        this.machines = context.fly().machines();
        this.leases = leases;
    }

    /** Keeps others from changing the machine from now on. */
    public void hold(MachineId machine) {
        String _ = leases.hold(machine);
    }

    public void cordon(MachineId machine) {
        leased(machine, nonce -> machines.cordon(app, machine, nonce));
    }

    public void uncordon(MachineId machine) {
        leased(machine, nonce -> machines.uncordon(app, machine, nonce));
    }

    void start(MachineId machine) {
        leased(machine, nonce -> machines.start(app, machine, nonce));
    }

    void stop(MachineId machine) {
        leased(machine, nonce -> machines.stop(app, machine, nonce));
    }

    /** Asks Fly not to launch the machine, which Fly does not always obey. */
    void update(MachineId machine, Json.Obj config) {
        leased(
                machine,
                nonce -> {
                    var _ = machines.update(app, machine, new UpdateMachine(config, true, nonce));
                });
    }

    void setMetadata(MachineId machine, String key, String value) {
        leased(machine, nonce -> machines.setMetadata(app, machine, key, value, nonce));
    }

    void deleteMetadata(MachineId machine, String key) {
        leased(machine, nonce -> machines.deleteMetadata(app, machine, key, nonce));
    }

    /**
     * @param force also when it is running
     */
    void delete(MachineId machine, boolean force) {
        leased(machine, nonce -> machines.delete(app, machine, force, nonce));
        leases.forget(machine);
    }

    /**
     * A change that was refused because of somebody else's lease was not made, so it may be sent
     * again.
     */
    private void leased(MachineId machine, Consumer<Optional<String>> change) {
        try {
            change.accept(Optional.of(leases.hold(machine)));
        } catch (FlyException e) {
            if (!MachineLeases.isLeased(e)) {
                throw e;
            }
            leases.forget(machine);
            change.accept(Optional.of(leases.hold(machine)));
        }
    }
}
