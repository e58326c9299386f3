package dev.flysnap.cli;

import dev.flysnap.cli.alarm.NotifyingExecution;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program starts. */
public final class Main {
    private static final String JSON = "--json";

    /** How picocli names the constants of an enum. */
    private static final Pattern CHOICES =
            Pattern.compile("expected one of \\[(.*?)] \\(case-insensitive\\) but was '(.*?)'");

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        StopSignals.receiveDuringWork(err);
        int exit = run(out, err, arguments);
        err.flush();
        System.exit(exit);
    }

    /**
     * Runs one command line.
     *
     * @return its exit code; never 0 where {@code out} could not take the whole result
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        int exit = commandLine(out, err).execute(arguments);
        if (out.checkError() && exit == ExitCode.DONE.number()) {
            Problem problem = outputNotWritten();
            new ProblemView(err, Arrays.asList(arguments).contains(JSON)).print(problem);
            return problem.exit().number();
        }
        return exit;
    }

    /**
     * The whole command line, with its answers going to {@code out} and its progress and problems
     * to {@code err}.
     */
    public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new FlysnapCommand());
        line.setOut(out);
        line.setErr(err);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(new NotifyingExecution());
        line.setExitCodeExceptionMapper(Main::exitCodeOf);
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
                        ? String.join(" or ", unmatched.getSuggestions())
                        : "";
        return new Problem(
                "usage",
                ExitCode.USAGE,
                CHOICES.matcher(String.valueOf(exception.getMessage()))
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

    private static Problem outputNotWritten() {
        return new Problem(
                "output-not-written",
                ExitCode.FAILED,
                "The command was carried out, but its result could not be written to stdout.",
                "The disk that stdout goes to is full, or the program that reads it has ended.",
                StopSignals.interruption().hasSeenChange()
                        ? "See what was done: flysnap runs"
                        : "");
    }

    private static int exitCodeOf(Throwable exception) {
        return exception instanceof FlysnapException known
                ? known.problem().exit().number()
                : ExitCode.FAILED.number();
    }

    private Main() {}
}
