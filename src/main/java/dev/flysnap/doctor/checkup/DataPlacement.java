package dev.flysnap.doctor.checkup;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.ShortList;
import dev.flysnap.setup.shape.AppShape;
import dev.flysnap.setup.shape.DatabaseCandidate;
import dev.flysnap.setup.shape.DeployedApp;
import dev.flysnap.setup.shape.LostDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether the databases that the machines' settings name lie on volumes, on one each: what is said
 * in secrets is not seen here.
 */
final class DataPlacement {
    private static final String CHECK = "data";

    private final AppName app;
    private final Map<Machine, AppShape> deployed = new LinkedHashMap<>();

    DataPlacement(AppName app, List<Machine> machines) {
        this.app = app;
        machines.stream()
                .filter(DeployedApp::isDeployed)
                .filter(it -> it.containers().isEmpty())
                .forEach(it -> deployed.put(it, DeployedApp.shapeOf(it)));
    }

    /** None where nothing speaks against the data's being on volumes. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.addAll(lost());
        findings.addAll(ofLiteFs());
        findings.addAll(severalCopies());
        return findings;
    }

    private List<Finding> lost() {
        List<Finding> findings = new ArrayList<>();
        Set<String> onVolumes = new LinkedHashSet<>();
        deployed.values()
                .forEach(shape ->
                        shape.databases().stream()
                                .map(DatabaseCandidate::path)
                                .forEach(onVolumes::add));
        Set<String> told = new LinkedHashSet<>();
        deployed.forEach((machine, shape) -> {
            for (LostDatabase database : shape.lost()) {
                boolean isElsewhere = onVolumes.contains(database.path());
                String group = DeployedApp.groupOf(machine);
                if (told.add(isElsewhere ? group + database.path() : database.path())) {
                    findings.add(
                            isElsewhere
                                    ? Finding.toDo(
                                            CHECK,
                                            "%s (group %s) has no volume: if it opens %s, it has a database of its own there, which is lost at the next deploy"
                                                    .formatted(
                                                            machine.id(), group, database.path()),
                                            "let only the group with the volume open it, or give group %s none of this setting: fly config show --app %s"
                                                    .formatted(group, app))
                                    : Finding.wrong(
                                            CHECK,
                                            "%s is on no volume: the next deploy deletes it, and no snapshot contains it"
                                                    .formatted(database.text()),
                                            "let the setting name a path on a volume, and copy the data there before the next deploy: fly ssh console --app %s --machine %s"
                                                    .formatted(app, machine.id())));
                }
            }
        });
        return findings;
    }

    private List<Finding> ofLiteFs() {
        List<String> machines =
                deployed.entrySet().stream()
                        .filter(it -> it.getValue().hasLiteFs())
                        .map(it -> it.getKey().id().value())
                        .toList();
        return machines.isEmpty()
                ? List.of()
                : List.of(
                        Finding.toDo(
                                CHECK,
                                "LiteFS runs on %s: it keeps the databases on the volume in a form of its own, which no hook can quiesce"
                                        .formatted(ShortList.text(machines)),
                                "snapshots without a hook, of grade crash-consistent: flysnap create --quiesce off --app "
                                        + app));
    }

    /** SQLite does not copy anything from one machine to another. */
    private List<Finding> severalCopies() {
        Map<String, List<String>> machinesByPath = new LinkedHashMap<>();
        deployed.forEach((machine, shape) -> {
            if (!shape.hasLiteFs()) {
                shape.databases()
                        .forEach(it ->
                                machinesByPath
                                        .computeIfAbsent(it.path(), _ -> new ArrayList<>())
                                        .add(machine.id().value()));
            }
        });
        return machinesByPath.entrySet().stream()
                .filter(it -> it.getValue().size() > 1)
                .findFirst()
                .map(it ->
                        Finding.toDo(
                                CHECK,
                                "%d machines have a %s each, on volumes of their own, with different data: %s"
                                        .formatted(
                                                it.getValue().size(),
                                                it.getKey(),
                                                ShortList.text(it.getValue())),
                                "if that is meant, take all of them: flysnap create --all %s; else keep one: fly scale count 1 --app %s"
                                        .formatted(app, app)))
                .stream()
                .toList();
    }
}
