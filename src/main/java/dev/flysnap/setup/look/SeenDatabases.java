package dev.flysnap.setup.look;

import dev.flysnap.proof.FoundDatabase;
import dev.flysnap.setup.shape.DatabaseCandidate;
import dev.flysnap.setup.shape.LostDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which of the databases that were seen are the app's.
 *
 * @param databases those that a process has open, and others on the volume that are no caches
 * @param leftOut why others are not: one sentence each
 * @param areInUse whether a process has one open: then what is seen decides over what files say
 * @param lost those that a process has open, on no volume
 */
public record SeenDatabases(
        List<DatabaseCandidate> databases,
        List<String> leftOut,
        boolean areInUse,
        List<LostDatabase> lost) {
    /** More files than this in one folder are one a tenant. */
    private static final int MAX_FILES_OF_A_FOLDER = 20;

    private static final Pattern REPLACEABLE =
            Pattern.compile(
                    ".*(?:^|[/._-])(?:cache|tmp|temp|backups?|bak|old|copy|before|test|development)(?:$|[/._-]).*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern TEMPORARY = Pattern.compile("/(?:tmp|var/tmp|dev|run|proc)/.*");

    public SeenDatabases {
        databases = List.copyOf(databases);
        leftOut = List.copyOf(leftOut);
        lost = List.copyOf(lost);
    }

    public static SeenDatabases of(List<SeenMachine> machines) {
        List<DatabaseCandidate> databases = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        List<LostDatabase> lost = new ArrayList<>();
        for (SeenMachine machine : machines) {
            Map<String, List<FoundDatabase>> folders = new LinkedHashMap<>();
            machine.contents()
                    .databases()
                    .forEach(it ->
                            folders.computeIfAbsent(folderOf(it), _ -> new ArrayList<>()).add(it));
            folders.forEach((folder, files) -> {
                if (files.size() > MAX_FILES_OF_A_FOLDER) {
                    databases.add(
                            new DatabaseCandidate(
                                    folder,
                                    "%d databases in %s".formatted(files.size(), machine.place())));
                } else {
                    files.forEach(it -> choose(it, machine, databases, leftOut));
                }
            });
            machine.contents()
                    .elsewhere()
                    .forEach((path, processes) -> {
                        if (!TEMPORARY.matcher(path).matches()) {
                            lost.add(
                                    new LostDatabase(
                                            path,
                                            "open by %s in %s"
                                                    .formatted(
                                                            String.join(", ", processes),
                                                            machine.place()),
                                            ""));
                        }
                    });
            machine.contents()
                    .cutShort()
                    .ifPresent(it ->
                            leftOut.add(
                                    "the look into %s was cut short: %s"
                                            .formatted(machine.place(), it)));
        }
        boolean areInUse =
                machines.stream()
                        .flatMap(it -> it.contents().databases().stream())
                        .anyMatch(FoundDatabase::isOpen);
        return new SeenDatabases(databases, leftOut, areInUse, lost);
    }

    private static String folderOf(FoundDatabase database) {
        return database.path().substring(0, database.path().lastIndexOf('/') + 1);
    }

    private static void choose(
            FoundDatabase database,
            SeenMachine machine,
            List<DatabaseCandidate> databases,
            List<String> leftOut) {
        boolean hasOddName = !database.path().matches("[A-Za-z0-9_./-]+");
        boolean isReplaceable =
                !database.isOpen() && REPLACEABLE.matcher(database.path()).matches();
        if (hasOddName || isReplaceable) {
            leftOut.add(
                    "%s is left out: %s"
                            .formatted(
                                    database.path(),
                                    hasOddName
                                            ? "its name has odd characters"
                                            : "no process has it open, and its name is a copy's or a cache's"));
        } else {
            databases.add(
                    new DatabaseCandidate(
                            database.path(),
                            database.isOpen()
                                    ? "open by %s in %s"
                                            .formatted(
                                                    String.join(", ", database.openBy()),
                                                    machine.place())
                                    : "on the volume in %s, open by no process"
                                            .formatted(machine.place())));
        }
    }
}
