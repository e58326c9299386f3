package dev.flysnap.snapshot.volumes;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Volume;
import dev.flysnap.tags.TagKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Volumes that are an app's, but not where its data is now: those of verifiers, those that a
 * cutover (or its undo) left on a machine that stands, and those that were made to be looked at.
 * Whoever names no volume does not mean them. Pure.
 *
 * <p>What Fly shows decides wherever it can, not a journal: the next create may run on another
 * computer. A machine was replaced when it stands without the platform's metadata, so that no
 * deploy starts it again, while a machine with that metadata has a volume of the same name, and one
 * of the two was made by a run of flysnap: a cutover leaves exactly that, and its undo the same the
 * other way round. One whose host does not answer shows no metadata; there the successor's own note
 * has to name it.
 *
 * @param meant those that are left
 */
public record SupersededVolumes(List<Volume> meant, List<LeftOut> leftOut) {

    /**
     * One that is not meant.
     *
     * @param why half a sentence
     */
    public record LeftOut(Volume volume, String why) {}

    /** Whether {@link #among} has to know the machines. */
    static boolean needsMachines(List<Volume> living) {
        return living.stream().map(Volume::name).distinct().count() < living.size();
    }

    /**
     * @param machines the app's; none where {@link #needsMachines} says so
     */
    public static SupersededVolumes among(
            List<Volume> volumes, List<Machine> machines, VolumeOnlyRestores loose) {
        List<Volume> meant = new ArrayList<>();
        List<LeftOut> leftOut = new ArrayList<>();
        for (Volume volume : volumes) {
            Optional<String> why =
                    ofAVerifier(volume, machines)
                            .or(() -> retired(volume, volumes, machines))
                            .or(() ->
                                    loose.maker(volume)
                                            .map(it ->
                                                    it
                                                            + " made it of a snapshot, and no machine has it"));
            why.ifPresentOrElse(
                    it -> leftOut.add(new LeftOut(volume, it)), () -> meant.add(volume));
        }
        return meant.isEmpty()
                ? new SupersededVolumes(volumes, List.of())
                : new SupersededVolumes(List.copyOf(meant), List.copyOf(leftOut));
    }

    private static Optional<String> ofAVerifier(Volume volume, List<Machine> machines) {
        if (TagKeys.isFlysnapName(volume.name().value())) {
            return Optional.of("by its name it is flysnap's own");
        }
        return on(volume, machines)
                .filter(TagKeys::isVerifier)
                .map(it -> "its machine " + it.id() + " is a verifier of flysnap");
    }

    private static Optional<String> retired(
            Volume volume, List<Volume> volumes, List<Machine> machines) {
        Optional<Machine> its = on(volume, machines);
        return its.flatMap(old ->
                volumes.stream()
                        .filter(it -> it.name().equals(volume.name()))
                        .flatMap(it -> on(it, machines).stream())
                        .filter(TagKeys::hasPlatformMetadata)
                        .filter(it -> isReplacedBy(old, it))
                        .findFirst()
                        .map(it ->
                                "its machine "
                                        + old.id()
                                        + " was replaced, the app is on machine "
                                        + it.id()));
    }

    private static boolean isReplacedBy(Machine old, Machine successor) {
        if (old.id().equals(successor.id())) {
            return false;
        }
        Optional<MachineId> named = TagKeys.machineToReplace(successor);
        return old.config().isEmpty()
                ? named.equals(Optional.of(old.id()))
                : old.state().equals(MachineState.STOPPED)
                        && !TagKeys.hasPlatformMetadata(old)
                        && (TagKeys.isMadeByRun(old) || TagKeys.isMadeByRun(successor));
    }

    private static Optional<Machine> on(Volume volume, List<Machine> machines) {
        return volume.attachedMachine()
                .flatMap(id -> machines.stream().filter(it -> it.id().equals(id)).findFirst());
    }
}
