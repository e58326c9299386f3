package dev.flysnap.restore;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.snapshot.RestoreMarks;
import java.util.List;
import java.util.Set;

/** Which machines of an app work with its data, or may be put to work by a deploy. Pure. */
final class AtWork {
    /** Of a machine whose host does not answer it is what Fly knew last. */
    static boolean is(Machine machine) {
        return !machine.state().isDead()
                && !RestoreMarks.isVerifier(machine)
                && (!machine.state().isAtRest() || RestoreMarks.isOfThePlatform(machine));
    }

    /** It runs, and its host says so. */
    static boolean serves(Machine machine) {
        return machine.state().equals(MachineState.STARTED)
                && machine.hostStatus() == HostStatus.OK
                && !RestoreMarks.isVerifier(machine);
    }

    /** Those that mount a volume of that name: by it a mount finds the app's data. */
    static List<Machine> on(VolumeName name, List<Machine> machines, List<Volume> volumes) {
        List<Volume> sameName =
                volumes.stream()
                        .filter(it -> it.name().equals(name) && !it.state().isDead())
                        .toList();
        return machines.stream()
                .filter(machine ->
                        sameName.stream().anyMatch(it -> ServingMachine.mounts(machine, it)))
                .toList();
    }

    /** What its note says of the machine that its restore replaced. */
    static boolean tookPlaceOf(Machine machine, Set<MachineId> those) {
        return RestoreNote.on(machine)
                .flatMap(RestoreNote::old)
                .filter(it -> those.contains(it.machine()))
                .isPresent();
    }

    /** But for those that may be. */
    static List<Machine> besides(Set<MachineId> known, List<Machine> machines) {
        return machines.stream().filter(it -> is(it) && !known.contains(it.id())).toList();
    }

    private AtWork() {}
}
