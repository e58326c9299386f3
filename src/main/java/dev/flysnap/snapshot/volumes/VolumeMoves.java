package dev.flysnap.snapshot.volumes;

import dev.flysnap.journal.RunKind;
import dev.flysnap.json.Json;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.runtime.Progress;
import dev.flysnap.runtime.RunContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Volumes that Fly has moved to another host by itself: the id changes; the name, the app and the
 * machine stay, and the old volume is deleted after a week. Source: PLATFORM, Volumes.
 *
 * <p>Only such a move changes what a machine mounts. So a living volume is a deleted one of the
 * same name if it is attached to a machine that the deleted one was attached to, as the journal or
 * Fly knows. Where nobody knows that machine, one that is older than its volume tells of a move (a
 * machine is made for a volume that is there); that volume is the deleted one if there is no second
 * deleted one that it could be.
 *
 * @param successors by the id before the move, as they are now
 */
public record VolumeMoves(Map<VolumeId, Volume> successors) {

    /**
     * Those of {@code ids}. Asks Fly for the machines only where the journal does not suffice.
     *
     * @param listed all volumes of the app, deleted ones too
     */
    public static VolumeMoves of(
            RunContext context, AppName app, List<Volume> listed, Collection<VolumeId> ids) {
        List<Volume> living = VolumeSelector.living(listed);
        Set<VolumeId> gone = new LinkedHashSet<>(ids);
        living.forEach(it -> gone.remove(it.id()));
        if (gone.isEmpty() || living.stream().allMatch(it -> it.attachedMachine().isEmpty())) {
            return new VolumeMoves(Map.of());
        }
        List<Volume> known = new ArrayList<>(remembered(context, app));
        known.addAll(listed);
        return of(gone, living, listed, known, () -> context.fly().machines().list(app));
    }

    /** The successor of one volume, if Fly has moved it. */
    public static Optional<Volume> successor(
            RunContext context, AppName app, List<Volume> listed, VolumeId id) {
        return Optional.ofNullable(of(context, app, listed, List.of(id)).successors.get(id));
    }

    /** Pure, but for the machines. */
    static VolumeMoves of(
            Set<VolumeId> gone,
            List<Volume> living,
            List<Volume> listed,
            List<Volume> known,
            Supplier<List<Machine>> machines) {
        Map<VolumeId, Volume> successors = new LinkedHashMap<>();
        known.stream()
                .filter(old -> living.stream().noneMatch(it -> it.id().equals(old.id())))
                .forEach(old ->
                        living.stream()
                                .filter(it -> isMoved(old, it))
                                .findFirst()
                                .ifPresent(it -> successors.put(old.id(), it)));
        List<Volume> unexplained =
                listed.stream()
                        .filter(it -> it.state().isDead() && !successors.containsKey(it.id()))
                        .toList();
        List<Volume> candidates =
                living.stream()
                        .filter(it -> it.attachedMachine().isPresent())
                        .filter(it -> namesakes(it, unexplained).size() == 1)
                        .filter(it -> gone.contains(namesakes(it, unexplained).getFirst().id()))
                        .toList();
        if (!candidates.isEmpty()) {
            List<Machine> all = machines.get();
            candidates.stream()
                    .filter(it -> isYoungerThanItsMachine(it, all))
                    .forEach(it -> successors.put(namesakes(it, unexplained).getFirst().id(), it));
        }
        successors.keySet().retainAll(gone);
        return new VolumeMoves(Map.copyOf(successors));
    }

    /** Whether {@code now} is {@code old} after a move, by name and machine. */
    public static boolean isMoved(Volume old, Volume now) {
        return !old.id().equals(now.id())
                && old.name().equals(now.name())
                && old.attachedMachine().isPresent()
                && old.attachedMachine().equals(now.attachedMachine());
    }

    private static List<Volume> namesakes(Volume living, List<Volume> dead) {
        return dead.stream()
                .filter(it -> it.name().equals(living.name()))
                .filter(it -> it.region().equals(living.region()))
                .toList();
    }

    private static boolean isYoungerThanItsMachine(Volume volume, List<Machine> machines) {
        Optional<MachineId> attached = volume.attachedMachine();
        Optional<Instant> machineMade =
                machines.stream()
                        .filter(it -> attached.equals(Optional.of(it.id())))
                        .findFirst()
                        .flatMap(Machine::createdAt);
        return machineMade.isPresent()
                && volume.createdAt().filter(it -> it.isAfter(machineMade.get())).isPresent();
    }

    /** As they were when this journal's creates planned or took a snapshot of them. */
    private static List<Volume> remembered(RunContext context, AppName app) {
        return Stream.concat(
                        context.journal().snapshots(app).stream().map(it -> it.volumeFacts()),
                        context.journal().runs(RunKind.CREATE, app).stream()
                                .flatMap(it -> it.plan().object("volume").stream()))
                .distinct()
                .flatMap(it -> read(it).stream())
                .toList();
    }

    private static Optional<Volume> read(Json.Obj facts) {
        try {
            return Optional.of(Records.read(Volume.class, facts));
        } catch (MalformedJson otherVersion) {
            return Optional.empty();
        }
    }

    /** The id that the volume has now; its own unless Fly has moved it. */
    public VolumeId current(VolumeId id) {
        return Optional.ofNullable(successors.get(id)).map(Volume::id).orElse(id);
    }

    /** Tells the user of a move. */
    public static void report(Progress progress, AppName app, VolumeId old, Volume now) {
        progress.reportAlways(
                "Fly has moved volume %s of %s to another host: it is %s now, on the same machine%s"
                        .formatted(
                                old,
                                app,
                                now.id(),
                                now.attachedMachine().map(" %s"::formatted).orElse("")));
    }
}
