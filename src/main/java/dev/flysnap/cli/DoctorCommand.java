package dev.flysnap.cli;

import dev.flysnap.doctor.Checkup;
import dev.flysnap.doctor.Doctor;
import dev.flysnap.doctor.PendingRuns;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap doctor}. */
@Command(
        name = "doctor",
        description = {
            "Checks whether flysnap can work for an app: token, app, volumes, snapshots, hook, old machines that could not be stopped. Changes nothing.",
            "Ends with the one thing to do next. Exit code 13 if something is wrong."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  flysnap doctor shop", "  flysnap doctor --json"})
final class DoctorCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", arity = "0..1", paramLabel = "APP", description = "The Fly app.")
    private Optional<String> appArgument;

    @Mixin private TargetOptions target;

    @Mixin private HookOptions hook;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Session session =
                Session.open(
                        target.flags(appArgument, hook.hook, hook.via),
                        spec.commandLine().getErr())) {
            Checkup checkup =
                    new Doctor(session.bench().fly(), session.hook(), session.bench().clock())
                            .examine(session.app(), session.config().volume())
                            .with(new PendingRuns(session.bench()).findings(session.app()));
            out.println(
                    target.json
                            ? JsonText.printPretty(CheckupText.json(checkup))
                            : CheckupText.of(checkup) + "\nNext: " + checkup.next());
            return (checkup.isWrong() ? ExitCode.CHECK_NOT_MET : ExitCode.DONE).number();
        }
    }
}
