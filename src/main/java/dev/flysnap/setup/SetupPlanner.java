package dev.flysnap.setup;

import dev.flysnap.config.source.FlyTomlSetup;
import dev.flysnap.config.source.FlyTomlSetup.MountedVolume;
import dev.flysnap.model.AppName;
import dev.flysnap.runtime.Prompt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plans the setup of flysnap for an app: from the command line, then from the app's files, then by
 * asking. What stays open is a problem; nothing is guessed.
 */
public final class SetupPlanner {
    private static final int MAX_QUESTIONS = 5;

    /** Also without the program's name, if that is the image's entrypoint. */
    private static final Pattern AGENT =
            Pattern.compile("(?:^|flysnap\\s+)agent\\s+(?:.*\\s)?--db[\\s=]");

    private final FlyTomlSetup file;
    private final Optional<Dockerfile> dockerfile;
    private final Prompt prompt;
    private final List<String> findings = new ArrayList<>();

    private SetupPlanner(FlyTomlSetup file, Optional<Dockerfile> dockerfile, Prompt prompt) {
        this.file = file;
        this.dockerfile = dockerfile;
        this.prompt = prompt;
    }

    /**
     * @param folder with the app's fly.toml and Dockerfile
     */
    public static SetupPlanner in(Path folder, Prompt prompt) {
        FlyTomlSetup file = FlyTomlSetup.in(folder);
        Optional<Dockerfile> dockerfile =
                file.image().isPresent()
                        ? Optional.empty()
                        : Dockerfile.read(folder.resolve(file.dockerfile().orElse("Dockerfile")));
        return new SetupPlanner(file, dockerfile, prompt);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if something stays open
     */
    public SetupPlan plan(SetupRequest request) {
        AppName app = app(request);
        HookKind hook = hook(request);
        List<DatabaseLocation> databases = databases(request);
        if (hook == HookKind.AGENT && runsTheAgent()) {
            findings.add("the agent, in what the app starts");
        }
        for (DatabaseLocation database : databases) {
            if (hook == HookKind.EXEC && database.isPattern()) {
                throw SetupProblems.patternForExec(database).exception();
            }
        }
        return new SetupPlan(
                app,
                request.volume(),
                request.container(),
                mountOf(databases),
                databases,
                hook,
                request.hookPort(),
                findings);
    }

    /** The steps that are left to the user. */
    public SetupInstructions steps(SetupPlan setup, HookTokenSource token) {
        return new SetupInstructions(setup, file, dockerfile, runsTheAgent(), token);
    }

    /** Whether the app is started by an agent already, as after an earlier init. */
    private boolean runsTheAgent() {
        return Stream.concat(
                        file.processes().values().stream(),
                        dockerfile.stream()
                                .flatMap(present ->
                                        Stream.concat(
                                                present.entrypoint().stream(),
                                                present.command().stream()))
                                .map(StartCommand::line))
                .anyMatch(it -> AGENT.matcher(it).find());
    }

    private AppName app(SetupRequest request) {
        if (request.app().isPresent()) {
            return request.app().get();
        }
        if (file.app().isPresent()) {
            findings.add("app " + file.app().get() + " (fly.toml)");
            return file.app().get();
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
        throw SetupProblems.noApp(file.present()).exception();
    }

    private HookKind hook(SetupRequest request) {
        if (request.hook().isPresent()) {
            return request.hook().get();
        }
        Optional<String> alpine = dockerfile.filter(Dockerfile::isAlpine).map(Dockerfile::base);
        if (alpine.isEmpty()) {
            return HookKind.AGENT;
        }
        Optional<String> typed =
                prompt.ask(
                        "The image is based on %s, in which the agent does not run. Use no agent (sqlite3 in the image is enough)? [Y/n]"
                                .formatted(alpine.get()));
        if (isYes(typed)) {
            return HookKind.EXEC;
        }
        throw SetupProblems.agentNeedsGlibc(alpine.get()).exception();
    }

    private static boolean isYes(Optional<String> typed) {
        return typed.map(it -> it.toLowerCase(Locale.ROOT))
                .filter(it -> it.isEmpty() || it.equals("y") || it.equals("yes"))
                .isPresent();
    }

    private List<DatabaseLocation> databases(SetupRequest request) {
        if (!request.databases().isEmpty()) {
            request.databases().forEach(this::requireOnVolume);
            return request.databases();
        }
        List<DatabaseCandidate> candidates = DatabaseCandidates.in(file, dockerfile);
        if (candidates.size() == 1 && request.acceptSingleCandidate()) {
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
                        ? SetupProblems.noDatabase(file)
                        : SetupProblems.whichDatabase(candidates))
                .exception();
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
                                : "\nNumbers or paths, separated by spaces:")
                .toString();
    }

    /** Empty if the answer is malformed; then the question is repeated. */
    private Optional<List<DatabaseLocation>> parseChoice(
            String typed, List<DatabaseCandidate> candidates) {
        if (typed.isEmpty()) {
            return candidates.size() == 1 ? Optional.of(accept(candidates)) : Optional.empty();
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
        return DatabaseLocation.parse(candidates.stream().map(DatabaseCandidate::path).toList());
    }

    /** Checks nothing if fly.toml has no mounts. */
    private void requireOnVolume(DatabaseLocation database) {
        if (!file.mounts().isEmpty() && file.mountOf(database.path()).isEmpty()) {
            throw SetupProblems.outsideTheVolume(database, file).exception();
        }
    }

    private Optional<MountedVolume> mountOf(List<DatabaseLocation> databases) {
        Set<MountedVolume> mounts =
                databases.stream()
                        .flatMap(it -> file.mountOf(it.path()).stream())
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        if (mounts.size() > 1) {
            throw SetupProblems.severalVolumes(databases).exception();
        }
        mounts.forEach(mountedVolume ->
                findings.add(
                        "volume %s, mounted at %s (fly.toml)"
                                .formatted(
                                        mountedVolume.mount().source(),
                                        mountedVolume.destination())));
        return mounts.stream().findFirst();
    }
}
