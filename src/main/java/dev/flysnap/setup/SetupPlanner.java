package dev.flysnap.setup;

import dev.flysnap.config.VolumeReference;
import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.model.AppName;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.shape.AppFiles;
import dev.flysnap.setup.shape.AppShape;
import dev.flysnap.setup.shape.AppShapeReader;
import dev.flysnap.setup.shape.DatabaseCandidate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plans the setup of flysnap for an app: from the command line, then from the app's files, then by
 * asking. What stays open is a problem; nothing is guessed.
 */
public final class SetupPlanner {
    private static final int MAX_QUESTIONS = 5;

    private final AppFiles files;
    private final FlyAppConfig fly;
    private final AppShape shape;
    private final Prompt prompt;
    private final List<String> findings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SetupPlanner(AppFiles files, Prompt prompt) {
        this.files = files;
        this.fly = files.fly();
        this.shape = AppShapeReader.read(files);
        this.prompt = prompt;
    }

    /**
     * @param folder with the app's fly.toml and Dockerfile
     * @param flyConfig as {@code fly --config} takes it; absent = as flyctl finds it
     * @throws dev.flysnap.problem.FlysnapException if the app's configuration cannot be read
     */
    public static SetupPlanner in(Path folder, Optional<Path> flyConfig, Prompt prompt) {
        return new SetupPlanner(AppFiles.in(folder, flyConfig), prompt);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if something stays open
     */
    public SetupPlan plan(SetupRequest request) {
        AppName app = app(request);
        HookKind hook = hook(request);
        List<DatabaseLocation> databases = databases(request, hook);
        if (hook == HookKind.AGENT && new AgentStart(files).isThere()) {
            findings.add("the agent, in what the app starts");
        }
        for (DatabaseLocation database : databases) {
            if (hook == HookKind.EXEC && database.isPattern()) {
                throw SetupProblems.patternForExec(database).exception();
            }
        }
        Optional<String> container = request.container().or(fly::container);
        if (request.container().isEmpty()) {
            container.ifPresent(it -> findings.add("container %s (%s)".formatted(it, fly.file())));
        }
        List<SetupTarget> targets = targets(databases, request);
        warnings.addAll(shape.warnings());
        return new SetupPlan(
                app,
                request.volume(),
                container,
                targets,
                hook,
                request.hookPort(),
                findings,
                warnings);
    }

    /** The steps that are left to the user. */
    public SetupInstructions steps(SetupPlan setup, HookTokenSource token) {
        return new SetupInstructions(setup, files, token);
    }

    private AppName app(SetupRequest request) {
        if (request.app().isPresent()) {
            return request.app().get();
        }
        if (fly.app().isPresent()) {
            findings.add("app %s (%s)".formatted(fly.app().get(), fly.file()));
            return fly.app().get();
        }
        for (int i = 0; i < MAX_QUESTIONS; i++) {
            Optional<String> typed = prompt.ask("Which Fly app?");
            if (typed.isEmpty()) {
                break;
            }
            try {
                return new AppName(typed.get());
            } catch (IllegalArgumentException e) {
                // Ask again.
            }
        }
        throw SetupProblems.noApp(fly).exception();
    }

    private HookKind hook(SetupRequest request) {
        if (request.hook().isPresent()) {
            return request.hook().get();
        }
        if (!files.isMusl()) {
            return HookKind.AGENT;
        }
        String image = files.image().orElseThrow();
        Optional<String> typed =
                request.acceptFound()
                        ? Optional.of("")
                        : prompt.ask(
                                "The image is based on %s, in which the agent does not run. Use no agent (sqlite3 in the image is enough)? [Y/n]"
                                        .formatted(image));
        if (isYes(typed)) {
            findings.add("an image without glibc (%s), so no agent".formatted(image));
            return HookKind.EXEC;
        }
        throw SetupProblems.agentNeedsGlibc(image).exception();
    }

    private static boolean isYes(Optional<String> typed) {
        return typed.map(it -> it.toLowerCase(Locale.ROOT))
                .filter(it -> it.isEmpty() || it.equals("y") || it.equals("yes"))
                .isPresent();
    }

    private List<DatabaseLocation> databases(SetupRequest request, HookKind hook) {
        if (!request.databases().isEmpty()) {
            request.databases().forEach(this::requireOnVolume);
            shape.lost().forEach(it -> warnings.add(SetupProblems.isLost(it)));
            return request.databases();
        }
        if (shape.hasLiteFs()) {
            throw SetupProblems.liteFs(shape.liteFs(), fly).exception();
        }
        if (!shape.lost().isEmpty()) {
            throw SetupProblems.lost(shape, fly).exception();
        }
        if (shape.hasLitestream() && fly.mounts().isEmpty()) {
            throw SetupProblems.onlyLitestream(fly).exception();
        }
        List<DatabaseCandidate> candidates = withoutPatterns(shape.databases(), hook);
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

    private List<SetupTarget> targets(List<DatabaseLocation> databases, SetupRequest request) {
        Map<Optional<Mount>, List<String>> byMount = new LinkedHashMap<>();
        for (DatabaseLocation database : databases) {
            byMount.computeIfAbsent(mountOf(database, request), _ -> new ArrayList<>())
                    .add(database.path());
        }
        byMount.keySet().stream()
                .flatMap(Optional::stream)
                .forEach(it ->
                        findings.add(
                                "volume %s, mounted at %s in %s (%s)"
                                        .formatted(
                                                it.source(),
                                                it.destination(),
                                                String.join(", ", it.groups()),
                                                fly.file())));
        if (byMount.size() == 1) {
            return List.of(new SetupTarget(byMount.keySet().iterator().next(), databases));
        }
        if (request.volume().isPresent()) {
            throw SetupProblems.severalVolumes(databases).exception();
        }
        return byMount.entrySet().stream()
                .map(it -> new SetupTarget(it.getKey(), DatabaseLocation.named(it.getValue())))
                .toList();
    }

    /**
     * The same path may lie on several volumes, in several groups: then somebody has to say which.
     */
    private Optional<Mount> mountOf(DatabaseLocation database, SetupRequest request) {
        List<Mount> mounts = fly.mountsOf(database.path());
        if (mounts.size() < 2) {
            return mounts.stream().findFirst();
        }
        Optional<Mount> named =
                request.volume()
                        .or(() ->
                                prompt.ask(SetupProblems.whichVolumeText(database, mounts))
                                        .filter(typed ->
                                                mounts.stream()
                                                        .anyMatch(it -> it.source().equals(typed)))
                                        .map(VolumeReference::parse))
                        .flatMap(chosen ->
                                mounts.stream()
                                        .filter(it ->
                                                it.volume()
                                                        .filter(v ->
                                                                chosen.equals(
                                                                        new VolumeReference.ByName(
                                                                                v)))
                                                        .isPresent())
                                        .findFirst());
        return Optional.of(
                named.orElseThrow(() -> SetupProblems.whichVolume(database, mounts).exception()));
    }
}
