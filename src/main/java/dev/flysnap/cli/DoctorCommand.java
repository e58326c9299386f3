package dev.flysnap.cli;

import dev.flysnap.config.GivenFlags;
import dev.flysnap.doctor.Checkup;
import dev.flysnap.doctor.Doctor;
import dev.flysnap.doctor.PendingRuns;
import dev.flysnap.problem.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flysnap doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks whether flysnap can work for an app: token, app, volumes, snapshots, hook, old machines that could not be stopped. Changes nothing.",
            "Ends with the one thing to do next. Exit code 13 if something is wrong."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap doctor shop", "  flysnap doctor --json"})
final class DoctorCommand extends AppCommand {
    @Mixin private HookOptions hook;

    @Override
    protected GivenFlags flags() {
        return target.flags(appArgument, hook.hook, hook.via);
    }

    @Override
    protected ExitCode run(Session session) {
        Checkup checkup =
                new Doctor(session.bench().fly(), session.hook(), session.bench().clock())
                        .examine(session.app(), session.config().volume())
                        .with(new PendingRuns(session.bench()).findings(session.app()));
        print(new CheckupText(checkup));
        return checkup.isWrong() ? ExitCode.CHECK_NOT_MET : ExitCode.DONE;
    }
}
