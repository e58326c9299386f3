package dev.flysnap.restore.topology;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public static List<Machine> mounting(
            VolumeName name, List<Machine> machines, List<Volume> volumes) {
        List<Volume> sameName =
                volumes.stream()
                        .filter(it -> it.name().equals(name) && !it.state().isDead())
                        .toList();
        return machines.stream()
                .filter(machine ->
                        sameName.stream().anyMatch(it -> ServingMachines.mounts(machine, it)))
                .toList();
    }

    /**
     * The machines that replaced one of {@code replaced}, those that replaced these, and so on.
     *
     * @param successors of machines that cutovers replaced, as far as the journal knows
     * @param living the app's, whose tags may know more
     */
    static Set<MachineId> successorsOf(
            Set<MachineId> replaced, Map<MachineId, MachineId> successors, List<Machine> living) {
        Set<MachineId> found = new LinkedHashSet<>();
        Set<MachineId> newest = replaced;
        while (!newest.isEmpty()) {
            Set<MachineId> next = new LinkedHashSet<>();
            for (Machine machine : living) {
                if (RestoreTag.on(machine)
                        .flatMap(RestoreTag::old)
                        .map(RestoreTag.Old::machine)
                        .filter(newest::contains)
                        .isPresent()) {
                    next.add(machine.id());
                }
            }
            for (MachineId machine : newest) {
                Optional.ofNullable(successors.get(machine)).ifPresent(next::add);
            }
            next.removeAll(found);
            found.addAll(next);
            newest = next;
        }
        return found;
    }

    /** The active machines except {@code known}. */
    static List<Machine> activeExcept(Set<MachineId> known, List<Machine> machines) {
        return machines.stream().filter(it -> isActive(it) && !known.contains(it.id())).toList();
    }

    private MachineActivity() {}
}
