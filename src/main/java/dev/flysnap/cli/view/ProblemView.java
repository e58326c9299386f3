package dev.flysnap.cli.view;

import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;

/** Prints problems to stderr: as text, or each as one line of JSON. */
public final class ProblemView {
    private final PrintWriter err;
    private final boolean json;
    private final UnaryOperator<Problem> completion;

    /** For problems before or after the command. */
    public ProblemView(PrintWriter err, boolean json) {
        this(err, json, UnaryOperator.identity());
    }

    /** For problems of the command that is being executed. */
    public ProblemView(CommandSpec running, boolean json) {
        this(
                running.commandLine().getErr(),
                json,
                problem -> SuggestedCommands.of(running).complete(problem));
    }

    private ProblemView(PrintWriter err, boolean json, UnaryOperator<Problem> completion) {
        this.err = err;
        this.json = json;
        this.completion = completion;
    }

    /** Prints a known problem, and anything else as a bug with its stack trace. */
    public void print(Throwable exception) {
        print(exception instanceof FlysnapException known ? known.problem() : bug(exception));
    }

    /** Prints a problem that ends the command. */
    public void print(Problem found) {
        Problem problem = completion.apply(found);
        if (json) {
            printJson(problem);
            return;
        }
        err.println("flysnap: " + problem.what());
        if (!problem.why().isBlank()) {
            err.println("  why:  " + problem.why());
        }
        err.println("  next: " + problem.next());
        err.println("  code: " + problem.code());
    }

    /** Prints a problem that does not end the command. */
    public void warn(Problem found) {
        Problem problem = completion.apply(found);
        if (json) {
            printJson(problem);
            return;
        }
        err.println("flysnap: " + problem.what());
        err.println("  next: " + problem.next());
    }

    /** Prints in one line what happened and what to do. */
    public void printLine(Problem found) {
        Problem problem = completion.apply(found);
        if (json) {
            printJson(problem);
            return;
        }
        err.println("flysnap: %s %s".formatted(problem.what(), problem.next()).strip());
    }

    private void printJson(Problem problem) {
        err.println(JsonText.print(Records.write(ProblemJson.class, ProblemJson.of(problem))));
    }

    private static Problem bug(Throwable exception) {
        return new Problem(
                "bug",
                ExitCode.FAILED,
                "This is a bug in flysnap: " + exception,
                Arrays.stream(exception.getStackTrace())
                        .map(frame -> "at " + frame)
                        .collect(Collectors.joining("\n        ")),
                "Please report it with the lines above");
    }
}
