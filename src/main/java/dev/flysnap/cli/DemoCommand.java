package dev.flysnap.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap demo}: the story for newcomers. */
@Command(
        name = "demo",
        description = "Shows the whole story on a simulated Fly.",
        mixinStandardHelpOptions = true,
        subcommands = DemoAppCommand.class)
final class DemoCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "the story is not written yet.");
    }
}
