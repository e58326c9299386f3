package dev.flysnap.snapshot.catalog;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.volumes.SupersededVolumes;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whose snapshots are meant where no volume is named: those of the volume that holds the app's data
 * now, as for a create. Where that one has none yet, those of the volume that it was restored from.
 */
public final class SnapshotLineage {
    private static final int MAX_GENERATIONS = 20;

    private final RunContext context;
    private final AppName app;
    private final List<SnapshotRow> finished;

    /**
     * @param finished at least one, newest first
     */
    SnapshotLineage(RunContext context, AppName app, List<SnapshotRow> finished) {
        this.context = context;
        this.app = app;
        this.finished = finished;
    }

    /**
     * @param listed the app's volumes, deleted ones too
     * @throws dev.flysnap.problem.FlysnapException if it could be several
     */
    VolumeId find(List<Volume> listed) {
        List<Volume> living = VolumeSelector.living(listed);
        List<Machine> machines = VolumeSelector.machines(context.fly(), app, living);
        List<Volume> current =
                SupersededVolumes.classify(
                                living, machines, VolumeOnlyRestores.of(context.journal(), app))
                        .current();
        List<VolumeId> candidates = current.stream().map(Volume::id).filter(this::has).toList();
        if (candidates.size() > 1) {
            throw ambiguous(candidates);
        }
        if (candidates.size() == 1) {
            return requireInService(candidates.getFirst(), current);
        }
        return current.isEmpty() ? ofDeleted() : ancestor(current).orElseGet(this::ofDeleted);
    }

    private boolean has(VolumeId volume) {
        return finished.stream().anyMatch(it -> it.volumeId().equals(volume));
    }

    private RuntimeException ambiguous(List<VolumeId> volumes) {
        return CatalogProblems.ambiguousLineage(
                        app,
                        finished.stream().filter(it -> volumes.contains(it.volumeId())).toList())
                .exception();
    }

    /**
     * A machine that a cutover took out of service may be all that is left of the app: then a newer
     * snapshot of a volume that is gone may be its data.
     */
    private VolumeId requireInService(VolumeId volume, List<Volume> current) {
        VolumeId newest = finished.getFirst().volumeId();
        if (newest.equals(volume)) {
            return volume;
        }
        List<Machine> machines = context.fly().machines().list(app);
        boolean outOfService =
                current.stream()
                        .filter(it -> it.id().equals(volume))
                        .flatMap(it -> SupersededVolumes.machineOf(it, machines).stream())
                        .anyMatch(it ->
                                it.state().isAtRest()
                                        && it.config().isPresent()
                                        && !TagKeys.hasPlatformMetadata(it));
        if (outOfService && isGone(newest)) {
            throw ambiguous(List.of(newest, volume));
        }
        return volume;
    }

    private boolean isGone(VolumeId volume) {
        return finished.stream()
                .filter(it -> it.volumeId().equals(volume))
                .noneMatch(it -> it.volume().filter(now -> !now.state().isDead()).isPresent());
    }

    /** What the app's machine was restored from, as its tag says. */
    private Optional<VolumeId> ancestor(List<Volume> current) {
        List<Machine> machines = context.fly().machines().list(app);
        Set<VolumeId> found =
                current.stream()
                        .flatMap(it -> ancestor(it.id(), machines, MAX_GENERATIONS).stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        if (found.size() > 1) {
            throw ambiguous(List.copyOf(found));
        }
        found.forEach(it ->
                context.progress()
                        .reportAlways(
                                "the app's volume has no such snapshot that is finished: those of %s count, which it was restored from"
                                        .formatted(it)));
        return found.stream().findFirst();
    }

    private Optional<VolumeId> ancestor(VolumeId volume, List<Machine> machines, int generations) {
        Optional<VolumeId> source = source(volume, machines);
        return source.isEmpty() || generations == 0 || has(source.get())
                ? source.filter(this::has)
                : ancestor(source.get(), machines, generations - 1);
    }

    /** The volume itself, the one that it was restored from, and so on, as the tags tell it. */
    public static Set<VolumeId> of(VolumeId volume, List<Machine> machines) {
        return Stream.iterate(
                        Optional.of(volume),
                        Optional::isPresent,
                        it -> it.flatMap(from -> source(from, machines)))
                .limit(MAX_GENERATIONS)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The volume of the snapshot that this one was restored from, if its machine's tag says so. */
    public static Optional<VolumeId> source(VolumeId volume, List<Machine> machines) {
        return machines.stream()
                .filter(it -> it.mountedVolumes().contains(volume))
                .flatMap(it -> RestoreTag.on(it).stream())
                .map(RestoreTag::source)
                .findFirst();
    }

    /** Of the living one, else of the one that flysnap snapshotted last, else of the only one. */
    private VolumeId ofDeleted() {
        List<VolumeId> living =
                finished.stream()
                        .filter(it -> it.volume().filter(now -> !now.state().isDead()).isPresent())
                        .map(SnapshotRow::volumeId)
                        .distinct()
                        .toList();
        if (living.size() == 1) {
            return living.getFirst();
        }
        if (living.size() > 1) {
            throw ambiguous(living);
        }
        Optional<SnapshotRow> newestOfOurs =
                finished.stream().filter(it -> it.known().isPresent()).findFirst();
        if (newestOfOurs.isPresent()) {
            return newestOfOurs.get().volumeId();
        }
        List<VolumeId> all = finished.stream().map(SnapshotRow::volumeId).distinct().toList();
        if (all.size() > 1) {
            throw ambiguous(all);
        }
        return finished.getFirst().volumeId();
    }
}
