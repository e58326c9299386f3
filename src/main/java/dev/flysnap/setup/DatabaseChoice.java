package dev.flysnap.setup;

import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.look.SeenDatabases;
import dev.flysnap.setup.look.SeenMachine;
import dev.flysnap.setup.shape.AppFiles;
import dev.flysnap.setup.shape.AppShape;
import dev.flysnap.setup.shape.AppShapeReader;
import dev.flysnap.setup.shape.DatabaseCandidate;
import dev.flysnap.setup.shape.LostDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which databases are meant: those on the command line, else what is seen, read and answered. */
final class DatabaseChoice {
    private static final int MAX_QUESTIONS = 5;

    private final FlyAppConfig fly;
    private final AppShape shape;
    private final List<SeenMachine> seen;
    private final Prompt prompt;
    private final List<String> findings;
    private final List<String> warnings;

    /**
     * @param findings what was found and where, added to
     * @param warnings what is probably not meant, added to
     */
    DatabaseChoice(
            AppFiles files,
            List<SeenMachine> seen,
            Prompt prompt,
            List<String> findings,
            List<String> warnings) {
        Map<String, String> settings = new LinkedHashMap<>();
        seen.forEach(it -> settings.putAll(it.contents().settings()));
        this.fly = files.fly();
        this.shape = AppShapeReader.read(files, settings);
        this.seen = seen;
        this.prompt = prompt;
        this.findings = findings;
        this.warnings = warnings;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if nobody can say which are meant, or none of
     *     them can be in a snapshot
     */
    List<DatabaseLocation> choose(SetupRequest request, HookKind hook) {
        warnings.addAll(shape.warnings());
        if (!request.databases().isEmpty()) {
            request.databases().forEach(this::requireOnVolume);
            shape.lost().forEach(it -> warnings.add(SetupProblems.isLost(it)));
            return request.databases();
        }
        if (shape.hasLiteFs() || seen.stream().anyMatch(it -> it.contents().hasLiteFs())) {
            throw SetupProblems.liteFs(shape.liteFs(), fly).exception();
        }
        refuseLost();
        if (shape.hasLitestream() && fly.mounts().isEmpty()) {
            throw SetupProblems.onlyLitestream(fly).exception();
        }
        SeenDatabases there = SeenDatabases.of(seen);
        findings.addAll(there.leftOut());
        seen.forEach(it -> it.replication().ifPresent(findings::add));
        List<DatabaseCandidate> candidates =
                withoutPatterns(
                        there.databases().isEmpty() ? shape.databases() : there.databases(), hook);
        if (!candidates.isEmpty() && request.acceptFound()) {
            return accept(candidates);
        }
        for (int i = 0; i < MAX_QUESTIONS; i++) {
            Optional<String> typed = prompt.ask(question(candidates));
            if (typed.isEmpty()) {
                break;
            }
            Optional<List<DatabaseLocation>> chosen = parseChoice(typed.get(), candidates);
            if (chosen.isPresent()) {
                return chosen.get();
            }
        }
        throw (candidates.isEmpty()
                        ? SetupProblems.noDatabase(fly, shape)
                        : SetupProblems.whichDatabase(candidates))
                .exception();
    }

    /** What a file says is no more than a warning where other databases are seen in use. */
    private void refuseLost() {
        SeenDatabases there = SeenDatabases.of(seen);
        List<LostDatabase> lost = new ArrayList<>(there.lost());
        for (LostDatabase database : shape.lost()) {
            if (there.areInUse()) {
                warnings.add(SetupProblems.isLost(database));
            } else {
                lost.add(database);
            }
        }
        if (!lost.isEmpty()) {
            throw SetupProblems.lost(lost, shape, fly).exception();
        }
    }

    /** Without an agent nothing in the machine lists a folder, but files beside it can be named. */
    private List<DatabaseCandidate> withoutPatterns(List<DatabaseCandidate> all, HookKind hook) {
        List<DatabaseCandidate> files =
                all.stream().filter(it -> !DatabaseLocation.isPattern(it.path())).toList();
        if (hook != HookKind.EXEC || files.isEmpty()) {
            return all;
        }
        all.stream()
                .filter(it -> !files.contains(it))
                .forEach(it ->
                        warnings.add(
                                "%s (%s) is left out: without an agent, each file has to be named, with --db"
                                        .formatted(it.path(), it.where())));
        return files;
    }

    private static String question(List<DatabaseCandidate> candidates) {
        if (candidates.isEmpty()) {
            return "Where is the database in the machine (a path such as /data/app.db)?";
        }
        StringBuilder question = new StringBuilder("Which are the databases?");
        for (int i = 0; i < candidates.size(); i++) {
            question.append(
                    "\n  %d. %s  (%s)"
                            .formatted(i + 1, candidates.get(i).path(), candidates.get(i).where()));
        }
        return question.append(
                        candidates.size() == 1
                                ? "\nPress Enter to use it, or type another path:"
                                : "\nPress Enter to use them all, or type numbers or paths, separated by spaces:")
                .toString();
    }

    /** Empty if the answer is malformed; then the question is repeated. */
    private Optional<List<DatabaseLocation>> parseChoice(
            String typed, List<DatabaseCandidate> candidates) {
        if (typed.isEmpty()) {
            return candidates.isEmpty() ? Optional.empty() : Optional.of(accept(candidates));
        }
        Set<String> paths = new LinkedHashSet<>();
        for (String word : Arrays.stream(typed.split("[\\s,]+")).toList()) {
            if (word.matches("\\d{1,3}")) {
                int number = Integer.parseInt(word);
                if (number < 1 || number > candidates.size()) {
                    return Optional.empty();
                }
                paths.add(candidates.get(number - 1).path());
            } else {
                paths.add(word);
            }
        }
        try {
            List<DatabaseLocation> databases = DatabaseLocation.parse(List.copyOf(paths));
            databases.forEach(this::requireOnVolume);
            return Optional.of(databases);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<DatabaseLocation> accept(List<DatabaseCandidate> candidates) {
        candidates.forEach(it -> findings.add("database " + it.path() + " (" + it.where() + ")"));
        findings.addAll(shape.notes());
        return DatabaseLocation.named(candidates.stream().map(DatabaseCandidate::path).toList());
    }

    /** Checks nothing if the app's configuration has no mounts. */
    private void requireOnVolume(DatabaseLocation database) {
        if (!fly.mounts().isEmpty() && fly.mountsOf(database.path()).isEmpty()) {
            throw SetupProblems.outsideTheVolume(database, fly).exception();
        }
    }
}
