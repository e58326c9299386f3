package dev.flysnap.cli.sim;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bin/bench}: each measurement is a subcommand. */
@Command(
        name = "bench",
        hidden = true,
        description = "Measures what flysnap promises, and compares it with other methods.",
        mixinStandardHelpOptions = true,
        subcommands = BenchLossCommand.class)
public final class BenchCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a measurement: --help lists them");
    }
}
