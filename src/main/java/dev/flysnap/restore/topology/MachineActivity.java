package dev.flysnap.restore.topology;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Set;

/** Which machines of an app run on its data, or may be started by a deploy. Pure. */
public final class MachineActivity {
    /**
     * Whether it runs, or a deploy may start it. For an unreachable host this is the last state
     * that Fly knew.
     */
    static boolean isActive(Machine machine) {
        return !machine.state().isDead()
                && !TagKeys.isVerifier(machine)
                && (!machine.state().isAtRest() || TagKeys.hasPlatformMetadata(machine));
    }

    /** It runs, and its host says so. */
    public static boolean serves(Machine machine) {
        return machine.state().equals(MachineState.STARTED)
                && machine.hostStatus() == HostStatus.OK
                && !TagKeys.isVerifier(machine);
    }

    /** The machines that mount a volume of that name, by which a mount finds the app's data. */
    static List<Machine> mounting(VolumeName name, List<Machine> machines, List<Volume> volumes) {
        List<Volume> sameName =
                volumes.stream()
                        .filter(it -> it.name().equals(name) && !it.state().isDead())
                        .toList();
        return machines.stream()
                .filter(machine ->
                        sameName.stream().anyMatch(it -> ServingMachines.mounts(machine, it)))
                .toList();
    }

    /** Whether its tag says that its restore replaced one of {@code candidates}. */
    static boolean replacedAnyOf(Machine machine, Set<MachineId> candidates) {
        return RestoreTag.on(machine)
                .flatMap(RestoreTag::old)
                .filter(it -> candidates.contains(it.machine()))
                .isPresent();
    }

    /** The active machines except {@code known}. */
    static List<Machine> activeExcept(Set<MachineId> known, List<Machine> machines) {
        return machines.stream().filter(it -> isActive(it) && !known.contains(it.id())).toList();
    }

    private MachineActivity() {}
}
