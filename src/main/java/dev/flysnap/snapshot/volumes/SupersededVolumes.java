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
 * Volumes of an app that do not hold its current data: those of verifiers, those that a cutover (or
 * its undo) left on a stopped machine, and those of volume-only restores. They count only when they
 * are named. Pure.
 *
 * <p>Decided from what Fly shows wherever possible, not from a journal: the next create may run on
 * another computer. A machine counts as replaced when it is stopped and lacks the platform's
 * metadata, so that no deploy starts it again, while a machine with that metadata has a volume of
 * the same name, and a run of flysnap made one of the two. A cutover leaves exactly that, and so
 * does its undo. A machine whose host does not answer shows no metadata; there the successor's tag
 * has to name it.
 *
 * @param current the others; all of them where every one would be superseded
 */
public record SupersededVolumes(List<Volume> current, List<Superseded> superseded) {

    /** Why a volume does not hold the app's current data. */
    public enum Kind {
        /** Made by flysnap for itself, by its name. */
        TEMPORARY,
        /** On a machine that checks restored data, and is not the app. */
        VERIFIER,
        /** On a machine that a cutover, or its undo, took out of service. */
        REPLACED,
        /** Made by a volume-only restore. */
        VOLUME_ONLY
    }

    /**
     * One that does not hold the app's current data.
     *
     * @param reason half a sentence
     */
    public record Superseded(Volume volume, Kind kind, String reason) {}

    /** Whether {@link #classify} needs the machines. */
    static boolean needsMachines(List<Volume> living) {
        return living.stream().map(Volume::name).distinct().count() < living.size();
    }

    /**
     * @param machines the app's; may be empty where {@link #needsMachines} is false
     */
    public static SupersededVolumes classify(
            List<Volume> volumes, List<Machine> machines, VolumeOnlyRestores volumeOnly) {
        SupersededVolumes strictly = classifyStrictly(volumes, machines, volumeOnly);
        return strictly.current.isEmpty() ? new SupersededVolumes(volumes, List.of()) : strictly;
    }

    /** The same also where every one is superseded, so that none is current. */
    public static SupersededVolumes classifyStrictly(
            List<Volume> volumes, List<Machine> machines, VolumeOnlyRestores volumeOnly) {
        List<Volume> current = new ArrayList<>();
        List<Superseded> superseded = new ArrayList<>();
        for (Volume volume : volumes) {
            temporary(volume)
                    .or(() -> onVerifier(volume, machines))
                    .or(() -> replaced(volume, volumes, machines))
                    .or(() -> volumeOnly(volume, volumeOnly))
                    .ifPresentOrElse(superseded::add, () -> current.add(volume));
        }
        return new SupersededVolumes(List.copyOf(current), List.copyOf(superseded));
    }

    private static Optional<Superseded> temporary(Volume volume) {
        return TagKeys.isFlysnapName(volume.name().value())
                ? Optional.of(
                        new Superseded(
                                volume,
                                Kind.TEMPORARY,
                                "its name says that flysnap made it for itself"))
                : Optional.empty();
    }

    private static Optional<Superseded> onVerifier(Volume volume, List<Machine> machines) {
        return machineOf(volume, machines)
                .filter(TagKeys::isVerifier)
                .map(it ->
                        new Superseded(
                                volume,
                                Kind.VERIFIER,
                                "its machine %s is a verifier of flysnap".formatted(it.id())));
    }

    private static Optional<Superseded> replaced(
            Volume volume, List<Volume> volumes, List<Machine> machines) {
        Optional<Machine> machine = machineOf(volume, machines);
        return machine.flatMap(old ->
                volumes.stream()
                        .filter(it -> it.name().equals(volume.name()))
                        .flatMap(it -> machineOf(it, machines).stream())
                        .filter(TagKeys::hasPlatformMetadata)
                        .filter(it -> isReplacedBy(old, it))
                        .findFirst()
                        .map(successor ->
                                new Superseded(
                                        volume,
                                        Kind.REPLACED,
                                        "its machine %s is out of service, the app is on machine %s"
                                                .formatted(old.id(), successor.id()))));
    }

    private static Optional<Superseded> volumeOnly(Volume volume, VolumeOnlyRestores volumeOnly) {
        return volumeOnly
                .creatorOf(volume)
                .map(run ->
                        new Superseded(
                                volume,
                                Kind.VOLUME_ONLY,
                                "%s restored it from a snapshot, and no machine has it"
                                        .formatted(run)));
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

    /** The machine that it is attached to. */
    public static Optional<Machine> machineOf(Volume volume, List<Machine> machines) {
        return volume.attachedMachine()
                .flatMap(id -> machines.stream().filter(it -> it.id().equals(id)).findFirst());
    }
}
