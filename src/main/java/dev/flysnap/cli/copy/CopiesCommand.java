package dev.flysnap.cli.copy;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap copies}: commands on the copies of a store. */
@Command(
        name = "copies",
        description = "Lists, verifies and prunes copies outside Fly, that flysnap extract made.",
        mixinStandardHelpOptions = true,
        subcommands = {
            CopiesListCommand.class,
            CopiesVerifyCommand.class,
            CopiesPruneCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  flysnap copies list /mnt/backups/",
            "  flysnap copies verify /mnt/backups/ --identity key.txt",
            "  flysnap copies prune /mnt/backups/ --keep-daily 7 --keep-weekly 5 --dry-run"
        })
public final class CopiesCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "list, verify or prune?");
    }
}
