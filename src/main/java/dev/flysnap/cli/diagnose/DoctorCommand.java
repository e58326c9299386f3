package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.HookOptions;
import dev.flysnap.cli.option.SharedState;
import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.LookCommand;
import dev.flysnap.cli.view.CheckupView;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.triage.LargerData;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.doctor.triage.SupersededData;
import dev.flysnap.problem.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flysnap doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks whether flysnap can work for an app: token, app, volumes, machines, snapshots, hook, unfinished runs, old machines that could not be stopped. Changes nothing; in a store that the journal is shared by it writes a small object and deletes it.",
            "Ends with the one thing to do next. Exit code 13 if something is wrong."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap doctor shop", "  flysnap doctor --json"})
public final class DoctorCommand extends LookCommand {
    @Mixin private HookOptions hook;

    @Override
    protected ConfigFlags flags() {
        return target.flags(appArgument, hook);
    }

    @Override
    protected ExitCode run(FlySession session) {
        Checkup checkup =
                new Doctor(
                                session.context().fly(),
                                session.hook(),
                                session.context().clock(),
                                session.context().journal()::check,
                                session.config().ignored())
                        .examine(session.app(), session.config().volume())
                        .with(new PendingRuns(session.context()).findings(session.app()))
                        .with(new SupersededData(session.context()).findings(session.app()))
                        .with(
                                new LargerData(session.context())
                                        .findings(session.app(), session.hook()))
                        .with(
                                SharedState.of(session.config()).stream()
                                        .map(SharedState::check)
                                        .toList());
        print(new CheckupView(checkup));
        return checkup.isWrong() ? ExitCode.CHECK_NOT_MET : ExitCode.DONE;
    }
}
