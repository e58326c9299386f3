package dev.flysnap.cli;

import dev.flysnap.cli.session.FlysnapVersion;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What all command lines have in common, such as how they fail: what is printed, and the exit code.
 */
final class CommandFailures {
    private static final String JSON = "--json";

    /** How picocli names the constants of an enum. */
    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[(.*?)] \\(case-insensitive\\) but was '(.*?)'");

    static CommandLine configured(CommandLine line, PrintWriter out, PrintWriter err) {
        nameVersion(line);
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExitCodeExceptionMapper(CommandFailures::exitCodeOf);
        line.setExecutionExceptionHandler((exception, command, result) -> {
            ProblemView view = new ProblemView(executed(result), asksForJson(result));
            if (exception instanceof Sleeper.Interrupted) {
                view.printLine(interrupted());
                return ExitCode.INTERRUPTED.number();
            }
            view.print(exception);
            return exitCodeOf(exception);
        });
        line.setParameterExceptionHandler((exception, arguments) -> {
            CommandLine command = exception.getCommandLine();
            boolean json =
                    printsJson(command.getCommandSpec()) && Arrays.asList(arguments).contains(JSON);
            new ProblemView(command.getErr(), json).print(usage(exception));
            return ExitCode.USAGE.number();
        });
        return line;
    }

    /** Each command has the option. */
    private static void nameVersion(CommandLine line) {
        line.getCommandSpec().versionProvider(new FlysnapVersion());
        line.getSubcommands().values().forEach(CommandFailures::nameVersion);
    }

    private static CommandSpec executed(ParseResult result) {
        return result.hasSubcommand() ? executed(result.subcommand()) : result.commandSpec();
    }

    private static boolean asksForJson(ParseResult result) {
        return result.hasSubcommand()
                ? asksForJson(result.subcommand())
                : printsJson(result.commandSpec()) && result.hasMatchedOption(JSON);
    }

    /** Elsewhere the option names a file. */
    private static boolean printsJson(CommandSpec command) {
        return command.findOption(JSON) != null && command.findOption(JSON).arity().max() == 0;
    }

    private static Problem usage(ParameterException exception) {
        String help = exception.getCommandLine().getCommandSpec().qualifiedName(" ") + " --help";
        String suggestions =
                exception instanceof UnmatchedArgumentException unmatched
                        ? unmatched.getSuggestions().stream()
                                .filter(it ->
                                        isNear(unmatched.getUnmatched().getFirst(), it.strip()))
                                .collect(Collectors.joining(" or "))
                        : "";
        return new Problem(
                "usage",
                ExitCode.USAGE,
                CHOICES.matcher(what(exception))
                        .replaceAll(found ->
                                Matcher.quoteReplacement(
                                        "\"%s\" is none of %s"
                                                .formatted(
                                                        found.group(2),
                                                        found.group(1).toLowerCase(Locale.ROOT)))),
                "Nothing was done: the command line is checked before anything else.",
                suggestions.isEmpty()
                        ? help
                        : "Did you mean %s? Otherwise: %s".formatted(suggestions, help));
    }

    /** Whether {@code known} begins with the word, or at most a third of its letters are others. */
    private static boolean isNear(String word, String known) {
        if (known.startsWith(word)) {
            return true;
        }
        int[] distances = IntStream.rangeClosed(0, known.length()).toArray();
        for (int i = 1; i <= word.length(); i++) {
            int diagonal = distances[0];
            distances[0] = i;
            for (int j = 1; j <= known.length(); j++) {
                int replaced = diagonal + (word.charAt(i - 1) == known.charAt(j - 1) ? 0 : 1);
                diagonal = distances[j];
                distances[j] = Math.min(replaced, Math.min(distances[j], distances[j - 1]) + 1);
            }
        }
        return distances[known.length()] * 3 <= Math.max(word.length(), known.length());
    }

    /** A first word that is no command is most likely a misspelt one. */
    private static String what(ParameterException exception) {
        CommandLine command = exception.getCommandLine();
        return exception instanceof UnmatchedArgumentException unmatched
                        && !unmatched.getUnmatched().getFirst().startsWith("-")
                ? (command.getSubcommands().isEmpty()
                                ? "%s takes no more arguments: \"%s\" is too many."
                                : "%s has no command \"%s\".")
                        .formatted(
                                command.getCommandSpec().qualifiedName(" "),
                                String.join(" ", unmatched.getUnmatched()))
                : String.valueOf(exception.getMessage());
    }

    /** Not in the middle of a run, which would have said how it stands. */
    private static Problem interrupted() {
        boolean isUnchanged = !StopSignals.interruption().hasSeenChange();
        return new Problem(
                "interrupted",
                ExitCode.INTERRUPTED,
                isUnchanged
                        ? "Interrupted. Nothing was changed."
                        : "Interrupted. Some of it may be done.",
                "The command was asked to stop.",
                isUnchanged ? "" : "See what was done: flysnap runs");
    }

    private static int exitCodeOf(Throwable exception) {
        return exception instanceof FlysnapException known
                ? known.problem().exit().number()
                : ExitCode.FAILED.number();
    }

    private CommandFailures() {}
}
