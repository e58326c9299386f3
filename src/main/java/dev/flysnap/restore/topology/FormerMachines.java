package dev.flysnap.restore.topology;

import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.snapshot.catalog.SnapshotLineage;
import dev.flysnap.tags.PlatformMetadata;
import dev.flysnap.tags.TagKeys;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The machines that an app's volumes had, as the journal knows them. An app of several process
 * groups has several kinds of them, and the config of one is wrong for the data of another. Pure.
 *
 * @param records those with a machine, newest first
 * @param otherwise what else tells whose the lost data is, where the records do not
 */
public record FormerMachines(
        AppName app, List<SnapshotRecord> records, Optional<InService> otherwise) {

    /** The config of a machine that had the data, and when it was in service with it. */
    public record InService(Json.Obj config, Instant at) {

        /**
         * Empty where the machine had been taken out of service.
         *
         * @param at absent = not known; then it was before nothing
         */
        public static Optional<InService> of(Json.Obj config, Optional<Instant> at) {
            return Optional.of(new InService(config, at.orElse(Instant.EPOCH)))
                    .filter(it -> !PlatformMetadata.of(it.config).isEmpty());
        }

        /** The same of a machine as JSON. */
        public static Optional<InService> ofMachine(Json.Obj machine, Optional<Instant> at) {
            return Optional.of(Records.read(Machine.class, machine))
                    .filter(it -> !TagKeys.isVerifier(it))
                    .flatMap(Machine::config)
                    .flatMap(it -> of(it, at));
        }

        Optional<String> group() {
            return PlatformMetadata.processGroup(config);
        }
    }

    /** Volumes of one name and one process group; where that is not known, of any. */
    private record Kind(Optional<VolumeName> volume, Optional<String> group) {
        boolean isSameAs(Kind other) {
            return volume.equals(other.volume)
                    && (group.isEmpty() || other.group.isEmpty() || group.equals(other.group));
        }
    }

    /**
     * @param all what the journal has of the app, newest first
     */
    public static FormerMachines of(AppName app, List<SnapshotRecord> all) {
        return new FormerMachines(
                app,
                all.stream()
                        .filter(it ->
                                it.machine()
                                        .map(json -> Records.read(Machine.class, json))
                                        .filter(machine -> !TagKeys.isVerifier(machine))
                                        .isPresent())
                        .toList(),
                Optional.empty());
    }

    /** With what else tells whose the lost data is, where the records do not. */
    public FormerMachines orElse(Optional<InService> other) {
        return new FormerMachines(app, records, other);
    }

    public static Optional<VolumeName> volumeName(SnapshotRecord it) {
        return it.volumeFacts().text("name").map(VolumeName::new);
    }

    /** The newest of that volume. */
    public Optional<SnapshotRecord> of(VolumeId volume) {
        return records.stream().filter(it -> it.volume().equals(volume)).findFirst();
    }

    /** The newest of that volume, else of those of its name if they are all of one kind. */
    public Optional<SnapshotRecord> of(VolumeId volume, VolumeName name) {
        return of(volume)
                .or(() ->
                        new FormerMachines(
                                        app,
                                        records.stream()
                                                .filter(it ->
                                                        volumeName(it).equals(Optional.of(name)))
                                                .toList(),
                                        otherwise)
                                .newestIfOfOneKind());
    }

    /** Empty where there are several kinds, or none is known. */
    public Optional<SnapshotRecord> newestIfOfOneKind() {
        return kinds().size() == 1 ? records.stream().findFirst() : Optional.empty();
    }

    /**
     * The newest.
     *
     * @throws dev.flysnap.problem.FlysnapException if there are several kinds
     */
    public Optional<SnapshotRecord> newestOfApp() {
        List<SnapshotRecord> kinds = kinds();
        if (kinds.size() > 1) {
            throw TopologyProblems.severalFormerVolumes(app, kinds).exception();
        }
        return records.stream().findFirst();
    }

    /** The newest of each. What names no group is of none that another one does not name. */
    private List<SnapshotRecord> kinds() {
        Map<Kind, SnapshotRecord> newest = new LinkedHashMap<>();
        newestOfEachVolume(records.stream())
                .sorted(Comparator.comparing((SnapshotRecord it) -> group(it).isEmpty()))
                .forEach(it -> {
                    Kind kind = new Kind(volumeName(it), group(it));
                    if (newest.keySet().stream().noneMatch(kind::isSameAs)) {
                        newest.put(kind, it);
                    }
                });
        return List.copyOf(newest.values());
    }

    /**
     * @param records newest first
     */
    static Stream<SnapshotRecord> newestOfEachVolume(Stream<SnapshotRecord> records) {
        Map<VolumeId, SnapshotRecord> ofVolumes = new LinkedHashMap<>();
        records.forEach(it -> ofVolumes.putIfAbsent(it.volume(), it));
        return ofVolumes.values().stream();
    }

    static Optional<String> group(SnapshotRecord it) {
        return it.machine()
                .flatMap(json -> Records.read(Machine.class, json).config())
                .flatMap(PlatformMetadata::processGroup);
    }

    Map<SameData, List<Machine>> bySameData(
            VolumeId source, List<Machine> serving, List<Volume> volumes, List<Machine> living) {
        return serving.stream()
                .collect(Collectors.groupingBy(it -> sameData(source, it, volumes, living)));
    }

    /**
     * Whether a machine that does not mount {@code source} serves what was on it. One of another
     * process group does where its volume was restored from that one, or both from the same; it has
     * its own where its group ran there already when that of the lost one was in service; that
     * there was a volume is not enough, since a deploy finds any of the name.
     *
     * @param volumes the app's
     * @param living the app's machines, whose tags tell what was restored from what
     */
    private SameData sameData(
            VolumeId source, Machine machine, List<Volume> volumes, List<Machine> living) {
        Set<VolumeId> lost = SnapshotLineage.of(source, living);
        Optional<InService> then = inService(lost).findFirst().or(() -> otherwise);
        Optional<String> formerGroup = then.flatMap(InService::group);
        Optional<String> group = machine.config().flatMap(PlatformMetadata::processGroup);
        if (group.isEmpty() || formerGroup.isEmpty() || group.equals(formerGroup)) {
            return SameData.LIKELY;
        }
        Set<VolumeId> line =
                volumes.stream()
                        .filter(it -> ServingMachines.mounts(machine, it))
                        .flatMap(it -> SnapshotLineage.of(it.id(), living).stream())
                        .collect(Collectors.toSet());
        if (!Collections.disjoint(line, lost)) {
            return SameData.LIKELY;
        }
        Instant at = then.orElseThrow().at();
        boolean ranThen =
                Stream.concat(
                                machine.createdAt().stream(),
                                inService(line)
                                        .filter(it -> it.group().equals(group))
                                        .map(InService::at))
                        .anyMatch(it -> it.isBefore(at));
        return ranThen ? SameData.NO : SameData.UNCLEAR;
    }

    /** Newest first. */
    private Stream<InService> inService(Set<VolumeId> line) {
        return records.stream()
                .filter(it -> line.contains(it.volume()))
                .flatMap(it ->
                        it
                                .machine()
                                .flatMap(json ->
                                        InService.ofMachine(json, Optional.of(it.takenAt())))
                                .stream());
    }

    /** Of the machine that had the volume; empty where it had been taken out of service. */
    public static Optional<Map<String, String>> platformMetadata(SnapshotRecord earlier) {
        return earlier.machine()
                .flatMap(it -> Records.read(Machine.class, it).config())
                .map(PlatformMetadata::of)
                .filter(it -> !it.isEmpty());
    }
}
