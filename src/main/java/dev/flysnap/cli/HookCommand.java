package dev.flysnap.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap hook}: about whoever answers beside the database. */
@Command(
        name = "hook",
        description = "Checks the hook beside the database.",
        mixinStandardHelpOptions = true,
        subcommands = {HookCheckCommand.class, HookScriptCommand.class})
final class HookCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "what about the hook? flysnap hook check");
    }
}
