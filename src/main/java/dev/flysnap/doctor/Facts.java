package dev.flysnap.doctor;

import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.SnapshotRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What was seen of an app, as far as advice needs it. */
record Facts(
        AppName app,
        Instant at,
        List<Machine> machines,
        List<Volume> volumes,
        Optional<SnapshotRow> newest,
        List<Triage.PendingRun> runs) {
    private static final String PLATFORM = "fly_";

    /**
     * The machines that are the app: not those that a cutover replaced, nor verifiers. One whose
     * host does not answer shows no config, and counts.
     */
    List<Machine> serving() {
        return machines.stream().filter(this::isTheApp).toList();
    }

    private boolean isTheApp(Machine machine) {
        boolean fencedLater =
                runs.stream().anyMatch(it -> it.unfenced().equals(Optional.of(machine.id())));
        boolean adopted =
                machine.metadata().keySet().stream().anyMatch(it -> it.startsWith(PLATFORM));
        boolean stands = machine.state().equals(MachineState.STOPPED);
        return !fencedLater
                && !machine.metadata().containsKey("flysnap_role")
                && (machine.config().isEmpty() || adopted || !stands);
    }

    static boolean isReachable(Machine machine) {
        return machine.hostStatus() == HostStatus.OK;
    }

    static boolean runs(Machine machine) {
        return isReachable(machine) && machine.state().equals(MachineState.STARTED);
    }
}
