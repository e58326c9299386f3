package dev.flysnap.restore.topology;

import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.tags.PlatformMetadata;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Which machine of an app serves its data. Pure.
 *
 * @param candidates one of them does, or the only one
 * @param beside machines that also run on volumes of that name, each with its own data
 * @param unclear machines of another process group that may serve it, where no other does
 */
public record ServingMachines(
        List<Machine> candidates, Set<MachineId> beside, List<Machine> unclear) {

    /**
     * The machines that mount the source volume; where none does, those that mount one of its name,
     * by which a mount finds its volume, if they are likely to serve the same data. Machines that
     * an earlier cutover replaced do not count while another runs the app. One that could not be
     * stopped then and runs again does: there are two writers.
     *
     * @param machines the living ones of the app
     * @param volumes the app's
     * @param former asked where no machine mounts the source volume
     * @param successors of machines that earlier cutovers replaced, as far as the journal knows
     */
    public static ServingMachines find(
            VolumeId source,
            VolumeName name,
            List<Machine> machines,
            List<Volume> volumes,
            Supplier<FormerMachines> former,
            Map<MachineId, MachineId> successors) {
        List<Machine> mounting =
                MachineActivity.mounting(name, machines, volumes).stream()
                        .filter(it -> !TagKeys.isVerifier(it))
                        .toList();
        List<Machine> inService = mounting.stream().filter(it -> !isReplaced(it)).toList();
        Set<MachineId> succeeded = succeeded(inService, successors);
        List<Machine> revived =
                inService.stream()
                        .filter(it -> succeeded.contains(it.id()))
                        .filter(it -> it.hostStatus() == HostStatus.OK)
                        .toList();
        List<Machine> current =
                inService.stream().filter(it -> !succeeded.contains(it.id())).toList();
        List<Machine> serving = current.isEmpty() ? mounting : current;
        List<Machine> atSource = mountingSource(source, serving, volumes);
        Map<SameData, List<Machine>> byData =
                atSource.isEmpty() && revived.isEmpty() && !serving.isEmpty()
                        ? former.get().bySameData(source, serving, volumes, machines)
                        : Map.of(SameData.LIKELY, revived.isEmpty() ? atSource : inService);
        List<Machine> candidates = byData.getOrDefault(SameData.LIKELY, List.of());
        return new ServingMachines(
                candidates,
                MachineActivity.activeExcept(ids(candidates), mounting).stream()
                        .map(Machine::id)
                        .collect(Collectors.toCollection(LinkedHashSet::new)),
                candidates.isEmpty()
                        ? byData.getOrDefault(SameData.UNCLEAR, List.of())
                        : List.of());
    }

    /** The serving machine, if there is exactly one candidate. */
    public Optional<Machine> onlyCandidate() {
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    /** The machines that another serving machine has replaced. */
    private static Set<MachineId> succeeded(
            List<Machine> inService, Map<MachineId, MachineId> successors) {
        Set<MachineId> serving = ids(inService);
        Set<MachineId> succeeded = new LinkedHashSet<>();
        successors.forEach((old, by) -> {
            if (serving.contains(by)) {
                succeeded.add(old);
            }
        });
        inService.forEach(machine ->
                RestoreTag.on(machine)
                        .flatMap(RestoreTag::old)
                        .map(RestoreTag.Old::machine)
                        .filter(old -> !old.equals(machine.id()))
                        .ifPresent(succeeded::add));
        return succeeded;
    }

    private static Set<MachineId> ids(List<Machine> machines) {
        return machines.stream().map(Machine::id).collect(Collectors.toSet());
    }

    private static List<Machine> mountingSource(
            VolumeId source, List<Machine> machines, List<Volume> volumes) {
        return machines.stream()
                .filter(machine ->
                        volumes.stream()
                                .filter(it -> it.id().equals(source))
                                .anyMatch(it -> mounts(machine, it)))
                .toList();
    }

    /**
     * Stopped, and no deploy starts it again: the state in which a cutover leaves an old machine.
     * One on an unreachable host shows no metadata and counts as serving.
     */
    private static boolean isReplaced(Machine machine) {
        return machine.state().equals(MachineState.STOPPED)
                && machine.config().filter(it -> PlatformMetadata.of(it).isEmpty()).isPresent();
    }

    public static boolean mounts(Machine machine, Volume volume) {
        return machine.mountedVolumes().contains(volume.id())
                || volume.attachedMachine().filter(it -> it.equals(machine.id())).isPresent();
    }
}
