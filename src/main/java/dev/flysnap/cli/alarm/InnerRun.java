package dev.flysnap.cli.alarm;

import dev.flysnap.cli.session.CliCommand;
import dev.flysnap.cli.session.CommandLines;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.notify.Notifier;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** A command line that another command runs in this process, and of which it tells. */
public final class InnerRun {
    private final CommandSpec outer;
    private final List<String> words;
    private final Notifier.Addresses addresses;

    /**
     * @throws picocli.CommandLine.ParameterException if an address is none
     */
    public InnerRun(CommandSpec outer, List<String> words, NotifyOptions options) {
        this.outer = outer;
        this.words = List.copyOf(words);
        this.addresses = options.addresses(outer, System.getenv());
    }

    /**
     * Sweeps, and runs the command whatever that could do.
     *
     * @return its exit code; 3 where it is done and the sweep is not
     */
    public int run() {
        StringBuilder heard = new StringBuilder();
        CommandLine line = outer.commandLine();
        PrintWriter out = Recording.of(line.getOut(), heard);
        PrintWriter err = Recording.of(line.getErr(), heard);
        ProblemView problems = new ProblemView(err, false);
        CommandLine fresh = CommandLines.of(outer).fresh(out, err);
        ParseResult parsed =
                NotifyingExecution.executed(fresh.parseArgs(words.toArray(String[]::new)));
        try (Notifier notifier = NotifyingExecution.notifier(addresses)) {
            return NotifyingExecution.tell(
                    notifier,
                    NotifyingExecution.job(parsed),
                    heard,
                    new ProblemView(line.getErr(), false),
                    () -> {
                        List<Problem> left = sweep(parsed.commandSpec());
                        left.forEach(problems::warn);
                        int exit =
                                CommandLines.of(outer)
                                        .fresh(out, err)
                                        .execute(words.toArray(String[]::new));
                        return exit == ExitCode.DONE.number() && !left.isEmpty()
                                ? ExitCode.PARTLY_DONE.number()
                                : exit;
                    });
        }
    }

    private static List<Problem> sweep(CommandSpec command) {
        try {
            return command.userObject() instanceof CliCommand known ? known.sweep() : List.of();
        } catch (FlysnapException e) {
            return List.of(e.problem());
        }
    }
}
