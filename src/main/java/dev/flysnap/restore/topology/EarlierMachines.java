package dev.flysnap.restore.topology;

import dev.flysnap.journal.Journal;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.tags.PlatformMetadata;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The platform's metadata of earlier machines with volumes of one name. Those on other volumes can
 * be of another process group, or of none on purpose; so can others on volumes of that name, if the
 * app has several groups.
 *
 * @param machines the living ones that mount such a volume
 */
public record EarlierMachines(
        AppName app, VolumeName volume, List<Machine> machines, Journal journal) {

    /**
     * What the machine of that config had before a cutover took it away.
     *
     * @param machine whose config it is
     * @throws dev.flysnap.problem.FlysnapException if it can be of several process groups
     */
    public Optional<Map<String, String>> metadata(
            Json.Obj config, Optional<MachineId> machine, Goal goal) {
        return machine.flatMap(this::takenByCutover).or(() -> ofItsGroup(config, machine, goal));
    }

    /** As the machine that replaced it remembers, or the one that it replaced itself. */
    private Optional<Map<String, String>> takenByCutover(MachineId machine) {
        return machines.stream()
                .flatMap(by ->
                        before(by)
                                .filter(old ->
                                        by.id().equals(machine) || old.machine().equals(machine)))
                .map(RestoreTag.Old::metadata)
                .findFirst();
    }

    private Optional<Map<String, String>> ofItsGroup(
            Json.Obj config, Optional<MachineId> machine, Goal goal) {
        Optional<String> group = PlatformMetadata.processGroup(config);
        boolean isOfRun = isMadeOrReplacedByFlysnap(config, machine);
        List<Map<String, String>> all =
                Stream.concat(
                                isOfRun || group.isPresent() ? beforeCutovers() : Stream.empty(),
                                isOfRun ? recorded() : Stream.empty())
                        .filter(it -> group.isEmpty() || group.equals(PlatformMetadata.groupIn(it)))
                        .toList();
        List<String> groups =
                all.stream()
                        .flatMap(it -> PlatformMetadata.groupIn(it).stream())
                        .distinct()
                        .sorted()
                        .toList();
        if (groups.size() > 1) {
            if (goal == Goal.TRIAL) {
                return Optional.empty();
            }
            throw TopologyProblems.processGroupUnknown(app, volume, groups).exception();
        }
        return all.stream().findFirst();
    }

    /** Others may never have had any. */
    private boolean isMadeOrReplacedByFlysnap(Json.Obj config, Optional<MachineId> machine) {
        return TagKeys.isMadeByRun(config)
                || machine.filter(new RestoreHistory(journal).successors(app)::containsKey)
                        .isPresent();
    }

    private Stream<Map<String, String>> beforeCutovers() {
        return machines.stream().flatMap(EarlierMachines::before).map(RestoreTag.Old::metadata);
    }

    private static Stream<RestoreTag.Old> before(Machine by) {
        return RestoreTag.on(by).flatMap(RestoreTag::old).stream()
                .filter(it -> !it.metadata().isEmpty());
    }

    /** Of each volume the newest: its group may have been renamed. */
    private Stream<Map<String, String>> recorded() {
        return FormerMachines.newestOfEachVolume(
                        journal.snapshots(app).stream()
                                .filter(it ->
                                        FormerMachines.volumeName(it).equals(Optional.of(volume)))
                                .filter(it -> FormerMachines.platformMetadata(it).isPresent()))
                .flatMap(it -> FormerMachines.platformMetadata(it).stream());
    }
}
