package dev.flysnap.cli;

import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** Where the program starts. */
public final class Main {

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exit = commandLine(out, err).execute(arguments);
        out.flush();
        err.flush();
        System.exit(exit);
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
        line.setExitCodeExceptionMapper(Main::exitCodeOf);
        line.setExecutionExceptionHandler((exception, command, result) -> {
            new ProblemView(command.getErr()).print(exception);
            return exitCodeOf(exception);
        });
        line.setParameterExceptionHandler((exception, given) -> {
            CommandLine command = exception.getCommandLine();
            command.getErr().println("flysnap: " + exception.getMessage());
            CommandLine.UnmatchedArgumentException.printSuggestions(exception, command.getErr());
            command.getErr()
                    .println("  next: " + command.getCommandSpec().qualifiedName(" ") + " --help");
            return ExitCode.USAGE.number();
        });
        return line;
    }

    private static int exitCodeOf(Throwable exception) {
        return exception instanceof FlysnapException known
                ? known.problem().exit().number()
                : ExitCode.FAILED.number();
    }

    private Main() {}
}
