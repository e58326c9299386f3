package dev.flysnap.cli.schedule;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.problem.ExitCode;
import picocli.CommandLine.Command;

/** {@code flysnap schedule list}. */
@Command(
        name = "list",
        description =
                "Lists the schedules of flysnap's app, with their last start and how that run ended.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flysnap schedule list --in-app my-flysnap"})
final class ScheduleListCommand extends SchedulerCommand {
    @Override
    protected ExitCode run(FlySession session) {
        print(
                new ScheduleListView(
                        session.app(),
                        schedules(session).list(session.app()),
                        session.context().clock().instant()));
        return ExitCode.DONE;
    }
}
