package dev.flysnap.setup;

import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.config.source.TomlText;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.setup.shape.AppFiles;
import dev.flysnap.setup.shape.Dockerfile;
import dev.flysnap.setup.shape.StartCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The lines that put the agent around what the app starts, where that is written: flyctl starts the
 * group's line of {@code [processes]}, else {@code [experimental] cmd}, else the image's CMD, as
 * arguments of {@code [experimental] entrypoint} or the image's ENTRYPOINT.
 */
final class AgentStart {
    /** Also without the program's name, if that is the image's entrypoint. */
    private static final Pattern AGENT =
            Pattern.compile("(?:^|flysnap\\s+)agent\\s+(?:.*\\s)?--db[\\s=]");

    /** These run their arguments as a command. */
    private static final Pattern RUNS_ITS_ARGUMENTS =
            Pattern.compile(
                    "(?:.*/)?(?:[^/]*entrypoint[^/]*|tini|dumb-init|catatonit|env|gosu|su-exec)(?:\\s.*)?");

    /** Stands for what only the image knows. */
    private static final String PROGRAM = "PROGRAM";

    private final AppFiles files;
    private final FlyAppConfig fly;
    private final Optional<Dockerfile> dockerfile;

    AgentStart(AppFiles files) {
        this.files = files;
        this.fly = files.fly();
        this.dockerfile = files.dockerfile();
    }

    /** Whether the app is started by an agent already, as after an earlier init. */
    boolean isThere() {
        return Stream.of(
                        fly.processes().values().stream(),
                        Stream.of(
                                        fly.start().entrypoint(),
                                        fly.start().command(),
                                        fly.start().exec())
                                .map(it -> String.join(" ", it)),
                        dockerfile.flatMap(Dockerfile::entrypoint).stream().map(StartCommand::line),
                        dockerfile.flatMap(Dockerfile::command).stream().map(StartCommand::line))
                .flatMap(it -> it)
                .anyMatch(it -> AGENT.matcher(it).find());
    }

    SetupStep step(List<SetupTarget> targets) {
        List<DatabaseLocation> databases =
                targets.stream().flatMap(it -> it.databases().stream()).toList();
        if (!fly.start().exec().isEmpty()) {
            return override("exec", databases, fly.start().exec());
        }
        if (fly.processes().values().stream().anyMatch(it -> !it.isBlank())
                && targets.stream().anyMatch(it -> it.mount().isPresent())) {
            return groups(targets);
        }
        if (!fly.start().entrypoint().isEmpty()) {
            return override("entrypoint", databases, fly.start().entrypoint());
        }
        if (!fly.start().command().isEmpty()) {
            List<String> program = ownEntrypoint();
            return program.isEmpty() || runsItsArguments(program)
                    ? override("cmd", databases, fly.start().command())
                    : override("entrypoint", databases, program);
        }
        return dockerfile
                .flatMap(present ->
                        present.entrypoint().map(it -> image("ENTRYPOINT", databases, it)))
                .or(() ->
                        dockerfile.flatMap(present ->
                                present.command().map(it -> image("CMD", databases, it))))
                .orElseGet(() -> unknown(databases));
    }

    /** In place of what stands there: a group's line becomes arguments of the image's program. */
    private SetupStep groups(List<SetupTarget> targets) {
        List<String> program = ownEntrypoint();
        boolean areArguments =
                program.isEmpty()
                        ? fly.processes().values().stream().allMatch(it -> it.startsWith("-"))
                        : !runsItsArguments(program);
        if (program.isEmpty() && areArguments) {
            program = List.of(PROGRAM);
        }
        List<String> lines = new ArrayList<>();
        if (areArguments) {
            lines.addAll(List.of("[experimental]", "  entrypoint = [\"env\"]"));
        }
        lines.add("[processes]");
        int changed = 0;
        for (String group : fly.processes().keySet()) {
            String command =
                    String.join(
                            " ",
                            Stream.concat(program.stream(), Stream.of(fly.processes().get(group)))
                                    .toList());
            List<DatabaseLocation> own =
                    targets.stream()
                            .filter(it ->
                                    it.mount().filter(m -> m.groups().contains(group)).isPresent())
                            .flatMap(it -> it.databases().stream())
                            .toList();
            if (!own.isEmpty() || areArguments) {
                changed++;
                lines.add(
                        "  %s = %s"
                                .formatted(
                                        group,
                                        TomlText.quoted(
                                                own.isEmpty()
                                                        ? command
                                                        : "%s -- %s"
                                                                .formatted(
                                                                        String.join(
                                                                                " ", agent(own)),
                                                                        command))));
            }
        }
        String lineOrLines = changed == 1 ? "that line" : "those lines";
        return new SetupStep(
                areArguments
                        ? "In %s, in place of %s: they are only arguments of the image's program, so that is named too%s:"
                                .formatted(
                                        fly.file(),
                                        lineOrLines,
                                        program.contains(PROGRAM) ? lookUp() : "")
                        : "In %s, in place of %s: the agent, with the app as its child:"
                                .formatted(fly.file(), lineOrLines),
                lines);
    }

    /** The program that the image starts, as far as a file says. */
    private List<String> ownEntrypoint() {
        if (!fly.start().entrypoint().isEmpty()) {
            return fly.start().entrypoint();
        }
        return dockerfile
                .flatMap(Dockerfile::entrypoint)
                .map(it ->
                        switch (it) {
                            case StartCommand.Words(List<String> words) -> words;
                            // A shell form takes no arguments.
                            case StartCommand.Line(_) -> List.<String>of();
                        })
                .orElse(List.of());
    }

    private static boolean runsItsArguments(List<String> entrypoint) {
        return RUNS_ITS_ARGUMENTS.matcher(entrypoint.getFirst()).matches();
    }

    private SetupStep override(String key, List<DatabaseLocation> databases, List<String> words) {
        List<String> started = new ArrayList<>(agent(databases));
        started.add("--");
        started.addAll(words);
        return new SetupStep(
                "In %s, in place of that line, which overrides the image's own: the agent, with the app as its child:"
                        .formatted(fly.file()),
                List.of("[experimental]", "  %s = %s".formatted(key, TomlText.quoted(started))));
    }

    private static SetupStep image(
            String instruction, List<DatabaseLocation> databases, StartCommand start) {
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
                List.of("%s %s".formatted(instruction, agentCommand(databases, app))));
    }

    private SetupStep unknown(List<DatabaseLocation> databases) {
        return fly.build().image().isPresent()
                ? new SetupStep(
                        "In that Dockerfile, too, the agent with the app as its child%s:"
                                .formatted(lookUp()),
                        List.of("ENTRYPOINT " + agentCommand(databases, List.of("--", PROGRAM))))
                : new SetupStep(
                        "In the Dockerfile, with what your image starts now as the last word:",
                        List.of(
                                "CMD "
                                        + agentCommand(
                                                databases,
                                                List.of("--exec", "what your image starts now"))));
    }

    /** An image that only a registry knows. */
    private String lookUp() {
        return files.fly()
                .build()
                .image()
                .map(
                        " (\"docker pull %1$s\" and \"docker inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' %1$s\" show what PROGRAM is)"
                                ::formatted)
                .orElse(" (PROGRAM is the image's ENTRYPOINT)");
    }

    private static String agentCommand(List<DatabaseLocation> databases, List<String> app) {
        List<String> words = new ArrayList<>(agent(databases));
        words.addAll(app);
        return JsonText.print(Json.texts(words));
    }

    private static List<String> agent(List<DatabaseLocation> databases) {
        List<String> words = new ArrayList<>(List.of("flysnap", "agent"));
        databases.forEach(
                it -> words.addAll(List.of("--db", it.isPattern() ? it.path() : it.toString())));
        return words;
    }
}
