package dev.flysnap.setup;

import dev.flysnap.config.source.FlyTomlSetup;
import dev.flysnap.config.source.TomlText;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ShellText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The steps that are left to the user, with the exact lines: secret, image, deploy. */
public final class SetupInstructions {
    private final SetupPlan setup;
    private final FlyTomlSetup file;
    private final Optional<Dockerfile> dockerfile;
    private final boolean hasAgent;
    private final HookTokenSource token;

    /**
     * @param hasAgent whether the app is started by the agent already
     */
    SetupInstructions(
            SetupPlan setup,
            FlyTomlSetup file,
            Optional<Dockerfile> dockerfile,
            boolean hasAgent,
            HookTokenSource token) {
        this.setup = setup;
        this.file = file;
        this.dockerfile = dockerfile;
        this.hasAgent = hasAgent;
        this.token = token;
    }

    /** In order. */
    public List<SetupStep> steps() {
        List<SetupStep> steps = new ArrayList<>();
        switch (setup.hook()) {
            case AGENT -> {
                steps.add(secret());
                if (!hasAgent) {
                    steps.addAll(image());
                    steps.add(start());
                }
                if (!setup.usesDefaultPort()) {
                    steps.add(
                            new SetupStep(
                                    "In fly.toml, for the agent and its client:",
                                    List.of(
                                            "[env]",
                                            "  FLYSNAP_LISTEN = \"fly-local-6pn:%d\""
                                                    .formatted(setup.hookPort()))));
                }
            }
            case EXEC -> {
                steps.add(
                        new SetupStep(
                                "sqlite3 goes into the image, in the Dockerfile's last stage:",
                                List.of(
                                        isAlpine()
                                                ? "RUN apk add --no-cache sqlite"
                                                : "RUN apt-get update && apt-get install --yes --no-install-recommends sqlite3")));
                steps.add(address());
            }
            case OWN -> {
                steps.add(secret());
                steps.add(
                        new SetupStep(
                                "The app answers on [::]:%d%s, and wants the token. README.md, \"Your own hook\", has the contract; this holds it against the app:"
                                        .formatted(setup.hookPort(), HookPaths.BASE),
                                List.of(
                                        "flysnap hook check 'http://{private_ip}:%d' --via flyctl --app %s"
                                                .formatted(setup.hookPort(), setup.app()))));
                steps.add(address());
            }
        }
        boolean isBuiltHere = setup.hook() == HookKind.AGENT && !hasAgent;
        steps.add(
                new SetupStep(
                        "Then deploy%s, look, and take the first snapshot:"
                                .formatted(
                                        isBuiltHere
                                                ? " (built here, as Fly's builders do not have flysnap's image)"
                                                : ""),
                        List.of(
                                "fly deploy --app %s%s"
                                        .formatted(setup.app(), isBuiltHere ? " --local-only" : ""),
                                "flysnap doctor",
                                "flysnap create")));
        return steps;
    }

    private static List<SetupStep> image() {
        return List.of(
                new SetupStep(
                        "flysnap goes into the image. Once, in flysnap's own folder:",
                        List.of("docker build --platform linux/amd64 -t flysnap .")),
                new SetupStep(
                        "In the app's Dockerfile, in its last stage:",
                        List.of(
                                "COPY --from=flysnap /opt/flysnap /opt/flysnap",
                                "RUN ln -s /opt/flysnap/bin/flysnap /usr/local/bin/flysnap")));
    }

    private boolean isAlpine() {
        return dockerfile.map(Dockerfile::isAlpine).orElse(false);
    }

    /** Over stdin: process lists and shell histories show command lines. */
    private SetupStep secret() {
        String importCommand = "fly secrets import --stage --app " + setup.app();
        return switch (token) {
            case HookTokenSource.Environment() ->
                    new SetupStep(
                            "The hook's token, from your FLYSNAP_HOOK_TOKEN, becomes a secret of the app:",
                            List.of(
                                    "printf 'FLYSNAP_HOOK_TOKEN=%s\\n' \"$FLYSNAP_HOOK_TOKEN\" | "
                                            + importCommand));
            case HookTokenSource.InFile(var path, boolean isNew) ->
                    new SetupStep(
                            "The hook's token becomes a secret of the app. It is %s file that only you can read; %s:"
                                    .formatted(
                                            isNew ? "in a" : "that of an earlier init, in a",
                                            setup.hook() == HookKind.AGENT
                                                    ? "once the app has it, only --via direct, public and flyctl need the file"
                                                    : "flysnap needs it too"),
                            List.of(
                                    importCommand + " < " + ShellText.quoted(path.toString()),
                                    setup.hook() == HookKind.AGENT
                                            ? "rm " + ShellText.quoted(path.toString())
                                            : "export \"$(cat %s)\""
                                                    .formatted(ShellText.quoted(path.toString()))));
        };
    }

    private SetupStep address() {
        return new SetupStep(
                "Wherever you call flysnap (flysnap.toml may name no address):",
                List.of(
                        "export FLYSNAP_HOOK_URL="
                                + ShellText.quoted(setup.hookAddress().orElseThrow())));
    }

    /** Puts the agent around the app's start command, in fly.toml or the Dockerfile. */
    private SetupStep start() {
        Map<String, String> groups = setup.mount().map(file::processesOf).orElse(Map.of());
        if (!groups.isEmpty()) {
            List<String> lines = new ArrayList<>(List.of("[processes]"));
            groups.forEach((group, command) ->
                    lines.add(
                            "  %s = %s"
                                    .formatted(
                                            group,
                                            TomlText.quoted(
                                                    "%s -- %s"
                                                            .formatted(
                                                                    String.join(" ", agent()),
                                                                    command)))));
            return new SetupStep(
                    "In fly.toml, in place of %s: the agent, with the app as its child:"
                            .formatted(groups.size() == 1 ? "that line" : "those lines"),
                    lines);
        }
        return dockerfile
                .flatMap(present ->
                        present.entrypoint().map(start -> wrapInAgent("ENTRYPOINT", start)))
                .or(() ->
                        dockerfile.flatMap(present ->
                                present.command().map(start -> wrapInAgent("CMD", start))))
                .orElseGet(() ->
                        new SetupStep(
                                "In the Dockerfile, with what your image starts now as the last word:",
                                List.of(
                                        "CMD "
                                                + agentCommand(
                                                        List.of(
                                                                "--exec",
                                                                "what your image starts now")))));
    }

    private SetupStep wrapInAgent(String instruction, StartCommand start) {
        List<String> app = new ArrayList<>();
        switch (start) {
            case StartCommand.Words(List<String> words) -> {
                app.add("--");
                app.addAll(words);
            }
            case StartCommand.Line(String line) -> app.addAll(List.of("--exec", line));
        }
        return new SetupStep(
                "In the Dockerfile, in place of its %s: the agent, with the app as its child:"
                        .formatted(instruction),
                List.of(instruction + " " + agentCommand(app)));
    }

    private String agentCommand(List<String> app) {
        List<String> words = new ArrayList<>(agent());
        words.addAll(app);
        return JsonText.print(Json.texts(words));
    }

    private List<String> agent() {
        List<String> words = new ArrayList<>(List.of("flysnap", "agent"));
        setup.databases().forEach(it -> words.addAll(List.of("--db", it.toString())));
        return words;
    }
}
