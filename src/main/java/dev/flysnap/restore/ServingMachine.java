package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import java.util.List;

/** Which machine of an app is in service with its data. Pure. */
final class ServingMachine {

    /**
     * Those that mount the source volume; where none does, those that mount one of its name: by
     * that name a mount finds its volume. Machines that an earlier cutover replaced stand aside as
     * long as there is another: the app runs there.
     *
     * @param machines the living ones of the app
     * @param volumes the app's
     */
    static List<Machine> candidates(
            VolumeId source, VolumeName name, List<Machine> machines, List<Volume> volumes) {
        List<Volume> sameName =
                volumes.stream()
                        .filter(it -> it.name().equals(name) && !it.state().isDead())
                        .toList();
        List<Machine> mounting =
                machines.stream()
                        .filter(it -> !it.metadata().containsKey(VerifierConfig.ROLE_KEY))
                        .filter(machine -> sameName.stream().anyMatch(it -> mounts(machine, it)))
                        .toList();
        List<Machine> inService = mounting.stream().filter(it -> !isReplaced(it)).toList();
        return ofTheSource(source, inService.isEmpty() ? mounting : inService, sameName);
    }

    private static List<Machine> ofTheSource(
            VolumeId source, List<Machine> machines, List<Volume> volumes) {
        List<Machine> mounting =
                machines.stream()
                        .filter(machine ->
                                volumes.stream()
                                        .filter(it -> it.id().equals(source))
                                        .anyMatch(it -> mounts(machine, it)))
                        .toList();
        return mounting.isEmpty() ? machines : mounting;
    }

    /**
     * It stands, and no deploy starts it again: so a cutover leaves an old machine. One whose host
     * does not answer shows no metadata: it counts as in service.
     */
    private static boolean isReplaced(Machine machine) {
        return machine.state().equals(MachineState.STOPPED)
                && machine.config().filter(it -> PlatformMetadata.of(it).isEmpty()).isPresent();
    }

    static boolean mounts(Machine machine, Volume volume) {
        return machine.mountedVolumes().contains(volume.id())
                || volume.attachedMachine().filter(it -> it.equals(machine.id())).isPresent();
    }

    private ServingMachine() {}
}
