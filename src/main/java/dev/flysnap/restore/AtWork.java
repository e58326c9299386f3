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
    /** Neither runs nor comes to run by itself; a suspended one is woken by the first request. */
    private static final Set<String> AT_REST =
            Set.of("stopped", "created", "failed", "launch_failed");

    /** Of a machine whose host does not answer it is what Fly knew last. */
    static boolean is(Machine machine) {
        return !machine.state().isDead()
                && !isVerifier(machine)
                && (!AT_REST.contains(machine.state().value()) || isDeployable(machine));
    }

    /** It runs, and its host says so. */
    static boolean serves(Machine machine) {
        return machine.state().equals(MachineState.STARTED)
                && machine.hostStatus() == HostStatus.OK
                && !isVerifier(machine);
    }

    static boolean isVerifier(Machine machine) {
        return machine.metadata().containsKey(RestoreMarks.ROLE_KEY);
    }

    /** The next deploy starts it. */
    private static boolean isDeployable(Machine machine) {
        return machine.metadata().keySet().stream().anyMatch(PlatformMetadata::isPlatforms);
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
