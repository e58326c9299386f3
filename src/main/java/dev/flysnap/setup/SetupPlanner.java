package dev.flysnap.setup;

import dev.flysnap.config.VolumeReference;
import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.model.AppName;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.setup.look.AppLook;
import dev.flysnap.setup.look.SeenMachine;
import dev.flysnap.setup.shape.AppFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans the setup of flysnap for an app: from the command line, then from the app's files, then by
 * asking. What stays open is a problem; nothing is guessed.
 */
public final class SetupPlanner {
    private static final int MAX_QUESTIONS = 5;

    private final Prompt prompt;
    private AppFiles files;
    private FlyAppConfig fly;
    private final List<String> findings = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private SetupPlanner(AppFiles files, Prompt prompt) {
        this.files = files;
        this.fly = files.fly();
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
     * @param look what is seen in the app's machines decides over what its files say
     * @throws dev.flysnap.problem.FlysnapException if something stays open
     */
    public SetupPlan plan(SetupRequest request, AppLook look) {
        AppName app = app(request);
        List<SeenMachine> seen = look.into(app);
        files =
                files.orMounts(
                        seen.stream().flatMap(it -> it.mounts().stream()).distinct().toList());
        fly = files.fly();
        HookKind hook = new HookChoice(files, seen, prompt, findings).choose(request);
        DatabaseChoice choice = new DatabaseChoice(files, seen, prompt, findings, warnings);
        List<DatabaseLocation> databases = choice.choose(request, hook);
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
        return new SetupPlan(
                app,
                request.volume(),
                container,
                targets(databases, request),
                request.ignored(),
                hook,
                request.hookPort(),
                seen.stream().anyMatch(it -> it.contents().sqlite3().isPresent()),
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
                                                fly.present() ? fly.file() : "its machine")));
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
