package dev.flysnap.cli.agent;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap hook}: commands about quiesce hooks. */
@Command(
        name = "hook",
        description = "Tests hooks, and prints the script of --hook exec.",
        mixinStandardHelpOptions = true,
        subcommands = {HookCheckCommand.class, HookScriptCommand.class})
public final class HookCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "name a command: flysnap hook check");
    }
}
