package dev.flysnap.cli.schedule;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code flysnap schedule}: machines of flysnap's own app that Fly starts by itself. */
@Command(
        name = "schedule",
        description = {
            "Lets Fly itself run flysnap: a machine in flysnap's own app that is started hourly, daily, weekly or monthly, and stops when it is done.",
            "For other times see flysnap cron."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ScheduleInstallCommand.class,
            ScheduleListCommand.class,
            ScheduleRemoveCommand.class,
            ScheduleRunNowCommand.class,
            ScheduleRunCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  flysnap schedule install --every daily --in-app my-flysnap --region ams \\",
            "      -- create shop",
            "  flysnap schedule list --in-app my-flysnap",
            "  flysnap schedule run-now create-shop --in-app my-flysnap",
            "  flysnap schedule remove create-shop --in-app my-flysnap"
        })
public final class ScheduleCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "install, list, remove, run-now or run?");
    }
}
