package dev.flysnap.snapshot.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import java.util.Locale;

/** Why a create is refused before anything is touched. */
public final class CreatePlanProblems {
    public static Problem hookMissing(AppName app) {
        return new Problem(
                "no-hook",
                ExitCode.USAGE,
                "A quiesce is required for " + app + ", but no hook is configured.",
                "Nothing says who can checkpoint and sync the database.",
                "Name it with --hook URL or FLYSNAP_HOOK_URL, or go without: --quiesce off");
    }

    static Problem machineCannotAnswer(Machine machine) {
        return new Problem(
                "machine-cannot-answer",
                ExitCode.FAILED,
                "The hook on machine %s cannot be asked: the machine is %s."
                        .formatted(machine.id(), machine.state()),
                "What is in its memory is not on the volume, and a quiesce is required.",
                "Start it (fly machine start "
                        + machine.id()
                        + "), or take what is there: --quiesce off");
    }

    static Problem minGradeOutOfReach(HoldUntil until) {
        return new Problem(
                "min-grade-out-of-reach",
                ExitCode.USAGE,
                "This create cannot end with the grade " + Grade.HELD + ", which is asked for.",
                "That grade means that writers were kept off until the snapshot is there; --hold-until "
                        + until.name().toLowerCase(Locale.ROOT)
                        + " lets them go before.",
                "Add --hold-until created, or ask for less: --min-grade " + Grade.SYNCED);
    }

    private CreatePlanProblems() {}
}
