package dev.flysnap.cli;

import dev.flysnap.cli.agent.AgentCommand;
import dev.flysnap.cli.session.FlysnapVersion;
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
        mixinStandardHelpOptions = true,
        versionProvider = FlysnapVersion.class)
public final class AgentMain implements Runnable {
    @Spec private CommandSpec spec;

    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        StopSignals.receiveDuringWork(err);
        int exit = commandLine(out, err).execute(arguments);
        out.flush();
        err.flush();
        System.exit(exit);
    }

    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        CommandLine line = new CommandLine(new AgentMain());
        line.addSubcommand("agent", AgentCommand.class);
        return CommandFailures.configured(line, out, err);
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "this installation has only the agent: flysnap agent --help; the other commands run on your computer");
    }
}
