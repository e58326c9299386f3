package dev.flysnap.cli;

import dev.flysnap.cli.alarm.NotifyingExecution;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {
    private static final String JSON = "--json";

    /** How long a forgotten thread may keep the process. */
    private static final Duration LONGEST_END = Duration.ofMillis(200);

    public static void main(String[] arguments) {
        Preparation.begin(System.getenv(), arguments);
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        StopSignals.receiveDuringWork(err);
        int exit = run(out, err, arguments);
        err.flush();
        end(exit);
    }

    /**
     * {@link System#exit} first looks for a logger in all jars. Where no exit code is to be told,
     * java also ends when this thread does, if only others that end with it are left.
     */
    static void end(int exit) {
        if (exit != ExitCode.DONE.number()) {
            System.exit(exit);
        }
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    Sleeper.REAL.sleep(LONGEST_END);
                    System.exit(exit);
                });
    }

    /**
     * Runs one command line.
     *
     * @return its exit code; never 0 where {@code out} could not take the whole result
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        int exit = commandLineFor(out, err, arguments).execute(arguments);
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
        return configured(withSubcommands(Subcommand.all()), out, err);
    }

    /** As much of it as {@code arguments} need. */
    static CommandLine commandLineFor(PrintWriter out, PrintWriter err, String... arguments) {
        Optional<Subcommand> named = Subcommand.named(arguments);
        return configured(
                named.filter(it -> it != Subcommand.AGENT || AgentOptions.suffice(arguments))
                        .flatMap(StartFiles::read)
                        .orElseGet(() ->
                                withSubcommands(named.map(List::of).orElseGet(Subcommand::all))),
                out,
                err);
    }

    static CommandLine withSubcommands(List<Subcommand> subcommands) {
        CommandLine line = new CommandLine(new FlysnapCommand());
        subcommands.forEach(it -> it.addTo(line));
        return line;
    }

    private static CommandLine configured(CommandLine line, PrintWriter out, PrintWriter err) {
        return CommandFailures.configured(line, out, err)
                .setExecutionStrategy(new NotifyingExecution());
    }

    private static Problem outputNotWritten() {
        return new Problem(
                "output-not-written",
                ExitCode.FAILED,
                "The command was carried out, but its result could not be written to stdout.",
                "The disk that stdout goes to is full, or the program that reads it has ended.",
                StopSignals.interruption().hasSeenChange()
                        ? "See what was done: flysnap runs"
                        : "Make room, or let that program read to its end, and give the command again");
    }

    private Main() {}
}
