package dev.flysnap.cli.schedule;

import dev.flysnap.cli.alarm.NotifyOptions;
import dev.flysnap.cli.session.CommandLines;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The command line that a schedule runs, understood by the program's own parser before anything is
 * touched.
 *
 * @param words without the program's name
 * @param name such as {@code copies prune}
 * @param app that it names
 */
record InnerCommand(List<String> words, String name, Optional<String> app) {
    /** They ask nobody, and can be repeated. */
    private static final Set<String> ALLOWED =
            Set.of(
                    "create",
                    "extract",
                    "copies prune",
                    "copies verify",
                    "status",
                    "verify",
                    "drill",
                    "doctor");

    private static final String NOT_TWICE = "--unless-newer-than";

    /**
     * @param outer whose usage error it is where this is none of flysnap's commands
     */
    static InnerCommand parse(CommandSpec outer, List<String> words) {
        ParseResult command = understood(outer, words);
        String name = command.commandSpec().qualifiedName(" ").replaceFirst("^\\S+ ?", "");
        if (!ALLOWED.contains(name)) {
            throw error(
                    outer,
                    "%s cannot run by itself: %s can"
                            .formatted(
                                    name.isEmpty() ? "that" : name,
                                    String.join(", ", ALLOWED.stream().sorted().toList())));
        }
        command.commandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(it -> it instanceof NotifyOptions options && options.isGiven())
                .findFirst()
                .ifPresent(_ -> {
                    throw error(
                            outer,
                            "--ping, --webhook and --push are addresses of the schedule, not of the command after --: set FLYSNAP_PING_URL, FLYSNAP_WEBHOOK_URL or FLYSNAP_PUSH_URL");
                });
        return new InnerCommand(List.copyOf(words), name, appOf(command));
    }

    private static ParseResult understood(CommandSpec outer, List<String> words) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        try {
            ParseResult result =
                    CommandLines.of(outer)
                            .fresh(nowhere, nowhere)
                            .parseArgs(words.toArray(String[]::new));
            while (result.hasSubcommand()) {
                result = result.subcommand();
            }
            if (result.isUsageHelpRequested() || result.isVersionHelpRequested()) {
                throw error(outer, "a help is nothing to run again and again");
            }
            return result;
        } catch (ParameterException e) {
            throw error(
                    outer,
                    "the command after -- is not understood: "
                            // An address can be a secret.
                            + String.valueOf(e.getMessage())
                                    .replaceAll("(https?://)[^\\s'\"]+", "$1…"));
        }
    }

    private static ParameterException error(CommandSpec outer, String message) {
        return new ParameterException(outer.commandLine(), message);
    }

    private static Optional<String> appOf(ParseResult command) {
        if (command.hasMatchedOption("--app")) {
            return Optional.of(command.matchedOption("--app").originalStringValues().getFirst());
        }
        return command.matchedPositionals().stream()
                .filter(it -> it.paramLabel().equals("APP"))
                .flatMap(it -> it.originalStringValues().stream())
                .findFirst();
    }

    boolean isCreate() {
        return name.equals("create");
    }

    /** With a limit below which a repeated start takes no second snapshot, unless it has one. */
    List<String> notRepeatedWithin(String duration) {
        boolean has =
                words.stream()
                        .anyMatch(it -> it.equals(NOT_TWICE) || it.startsWith(NOT_TWICE + "="));
        if (!isCreate() || has) {
            return words;
        }
        List<String> all = new ArrayList<>(words);
        all.add(1, NOT_TWICE + "=" + duration);
        return List.copyOf(all);
    }

    /** Without that limit, for a run that somebody wants now. */
    List<String> inAnyCase() {
        List<String> all = new ArrayList<>(words);
        int at = all.indexOf(NOT_TWICE);
        if (at >= 0) {
            all.remove(at);
            all.remove(at);
        }
        all.removeIf(it -> it.startsWith(NOT_TWICE + "="));
        return List.copyOf(all);
    }
}
