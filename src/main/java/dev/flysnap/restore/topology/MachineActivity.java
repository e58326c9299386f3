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

/** Which machines of an app work with its data, or may be put to work by a deploy. Pure. */
public final class MachineActivity {
    /** Of a machine whose host does not answer it is what Fly knew last. */
    static boolean is(Machine machine) {
        return !machine.state().isDead()
                && !TagKeys.isVerifier(machine)
                && (!machine.state().isAtRest() || TagKeys.isOfThePlatform(machine));
    }

    /** It runs, and its host says so. */
    public static boolean serves(Machine machine) {
        return machine.state().equals(MachineState.STARTED)
                && machine.hostStatus() == HostStatus.OK
                && !TagKeys.isVerifier(machine);
    }

    /** Those that mount a volume of that name: by it a mount finds the app's data. */
    static List<Machine> on(VolumeName name, List<Machine> machines, List<Volume> volumes) {
        List<Volume> sameName =
                volumes.stream()
                        .filter(it -> it.name().equals(name) && !it.state().isDead())
                        .toList();
        return machines.stream()
                .filter(machine ->
                        sameName.stream().anyMatch(it -> ServingMachines.mounts(machine, it)))
                .toList();
    }

    /** What its note says of the machine that its restore replaced. */
    static boolean tookPlaceOf(Machine machine, Set<MachineId> those) {
        return RestoreTag.on(machine)
                .flatMap(RestoreTag::old)
                .filter(it -> those.contains(it.machine()))
                .isPresent();
    }

    /** But for those that may be. */
    static List<Machine> besides(Set<MachineId> known, List<Machine> machines) {
        return machines.stream().filter(it -> is(it) && !known.contains(it.id())).toList();
    }

    private MachineActivity() {}
}
