package dev.flysnap.cli;

import dev.flysnap.cli.session.CommandLines;
import dev.flysnap.cli.view.WholeProgram;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap} itself: the list of its commands. */
@Command(
        name = "flysnap",
        description =
                "Takes proven snapshots of Fly.io volumes that hold SQLite, and restores them.",
        mixinStandardHelpOptions = true)
final class FlysnapCommand implements Runnable, CommandLines, WholeProgram {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: --help lists them");
    }

    @Override
    public Optional<CommandSpec> command(String word) {
        return Subcommand.named(word)
                .map(it ->
                        Optional.of(it)
                                // Its client is not written down.
                                .filter(named -> named != Subcommand.AGENT)
                                .flatMap(StartFiles::read)
                                .orElseGet(() -> Main.withSubcommands(List.of(it))))
                .map(it -> it.getSubcommands().get(word))
                .map(CommandLine::getCommandSpec);
    }

    @Override
    public CommandLine fresh(PrintWriter out, PrintWriter err) {
        return Main.commandLine(out, err).setExecutionStrategy(new CommandLine.RunLast());
    }
}
