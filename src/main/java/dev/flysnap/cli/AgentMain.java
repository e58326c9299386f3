package dev.flysnap.cli;

import dev.flysnap.cli.agent.AgentCommand;
import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.cli.terminal.StopSignals;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Where the program of {@code bin/bundle --agent} starts: {@code flysnap agent}, and no other
 * command.
 */
@Command(
        name = "flysnap",
        description =
                "The agent beside an app's SQLite databases. This installation has no other command of flysnap.",
        mixinStandardHelpOptions = true)
public final class AgentMain implements Runnable {
    @Spec private CommandSpec spec;

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int exit = run(out, err, arguments);
        out.flush();
        err.flush();
        System.exit(exit);
    }

    /** Runs one command line, and returns its exit code. */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        StopSignals.receiveDuringWork(err);
        CommandLine line =
                CommandFolder.ofProgram()
                        .filter(_ -> AgentOptions.suffice(arguments))
                        .flatMap(AgentOptions::read)
                        .orElseGet(AgentMain::commandLine);
        return CommandFailures.configured(line, out, err).execute(arguments);
    }

    static CommandLine commandLine() {
        return new CommandLine(new AgentMain())
                .addSubcommand(AgentOptions.COMMAND, AgentCommand.class);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "this installation has only the agent: flysnap agent --help; the other commands run on your computer");
    }
}
