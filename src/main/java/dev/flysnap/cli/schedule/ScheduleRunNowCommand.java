package dev.flysnap.cli.schedule;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.json.Json;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.schedule.InstalledSchedule;
import dev.flysnap.schedule.ScheduleName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code flysnap schedule run-now}. */
@Command(
        name = "run-now",
        description =
                "Starts the scheduled machine at once, also where its last run was not long ago. Does not wait for its end.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  flysnap schedule run-now create-shop --in-app my-flysnap"})
final class ScheduleRunNowCommand extends SchedulerCommand {
    @Parameters(index = "0", paramLabel = "NAME", description = "As flysnap schedule list says it.")
    private String name;

    @Override
    protected ExitCode run(FlySession session) {
        InstalledSchedule started =
                schedules(session).runNow(session.app(), parse(name, ScheduleName::new));
        printText(
                "Schedule %s starts on %s. See how it ends: flysnap schedule list --in-app %s; what it prints: fly logs --app %s"
                        .formatted(
                                started.name(),
                                started.machine().id(),
                                session.app(),
                                session.app()));
        printJson(
                Json.Obj.empty()
                        .with("name", started.name().value())
                        .with("machine", started.machine().id().value()));
        return ExitCode.DONE;
    }
}
