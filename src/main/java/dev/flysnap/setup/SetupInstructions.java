package dev.flysnap.setup;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.problem.ShellText;
import dev.flysnap.setup.shape.AppFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The steps that are left to the user, with the exact lines: secret, image, deploy. */
public final class SetupInstructions {
    private final SetupPlan setup;
    private final AppFiles files;
    private final AgentStart agent;
    private final HookTokenSource token;

    SetupInstructions(SetupPlan setup, AppFiles files, HookTokenSource token) {
        this.setup = setup;
        this.files = files;
        this.agent = new AgentStart(files);
        this.token = token;
    }

    /** In order. */
    public List<SetupStep> steps() {
        List<SetupStep> steps = new ArrayList<>();
        switch (setup.hook()) {
            case AGENT -> {
                steps.add(secret());
                if (!agent.isThere()) {
                    steps.addAll(image());
                    steps.add(agent.step(setup.targets()));
                }
                if (!setup.usesDefaultPort()) {
                    steps.add(
                            new SetupStep(
                                    "In %s, for the agent and its client:"
                                            .formatted(files.fly().file()),
                                    List.of(
                                            "[env]",
                                            "  FLYSNAP_LISTEN = \"fly-local-6pn:%d\""
                                                    .formatted(setup.hookPort()))));
                }
            }
            case EXEC -> {
                if (!setup.hasSqlite3()) {
                    steps.add(sqlite3());
                }
                steps.add(address());
            }
            case OWN -> {
                steps.add(secret());
                steps.add(
                        new SetupStep(
                                "The app answers on [::]:%d%s, and wants the token. src/site/markdown/hook.md has the contract; this holds it against the app:"
                                        .formatted(setup.hookPort(), HookPaths.BASE),
                                List.of(
                                        "flysnap hook check 'http://{private_ip}:%d' --via flyctl --app %s"
                                                .formatted(setup.hookPort(), setup.app()))));
                steps.add(address());
            }
        }
        boolean isBuiltHere = setup.hook() == HookKind.AGENT && !agent.isThere();
        List<String> first = List.of("flysnap doctor", "flysnap create");
        if (setup.hook() == HookKind.EXEC && setup.hasSqlite3()) {
            steps.add(new SetupStep("Then look, and take the first snapshot:", first));
            return steps;
        }
        List<String> lines = new ArrayList<>(first);
        lines.addFirst(
                "fly deploy --app %s%s".formatted(setup.app(), isBuiltHere ? " --local-only" : ""));
        steps.add(
                new SetupStep(
                        "Then deploy%s, look, and take the first snapshot:"
                                .formatted(
                                        isBuiltHere
                                                ? " (built here, as Fly's builders do not have flysnap's image)"
                                                : ""),
                        lines));
        return steps;
    }

    private List<SetupStep> image() {
        List<String> lines =
                List.of(
                        "COPY --from=flysnap /opt/flysnap /opt/flysnap",
                        "RUN ln -s /opt/flysnap/bin/flysnap /usr/local/bin/flysnap");
        return List.of(
                new SetupStep(
                        "flysnap goes into the image. Once, in flysnap's own folder:",
                        List.of("docker build --platform linux/amd64 -t flysnap .")),
                intoTheImage("In the app's Dockerfile, in its last stage:", lines));
    }

    private SetupStep sqlite3() {
        return intoTheImage(
                "sqlite3 goes into the image, in the Dockerfile's last stage:",
                List.of(
                        files.isMusl()
                                ? "RUN apk add --no-cache sqlite"
                                : "RUN apt-get update && apt-get install --yes --no-install-recommends sqlite3"));
    }

    /** An app that only names an image gets a Dockerfile on top of that. */
    private SetupStep intoTheImage(String title, List<String> lines) {
        Optional<String> image = files.fly().build().image();
        if (image.isEmpty()) {
            return new SetupStep(title, lines);
        }
        List<String> whole = new ArrayList<>(List.of("FROM " + image.get()));
        whole.addAll(lines);
        return new SetupStep(
                "A new Dockerfile puts that on top of the image, and in %s, [build], dockerfile = \"Dockerfile\" takes the place of image. If the image runs as another user, write USER root before RUN and that user after it:"
                        .formatted(files.fly().file()),
                whole);
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
}
