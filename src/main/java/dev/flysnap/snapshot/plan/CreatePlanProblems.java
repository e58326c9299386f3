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
                "A quiesce is required for %s, but no hook is configured.".formatted(app),
                "flysnap does not know what can checkpoint and sync the database.",
                "Name it with --hook URL or FLYSNAP_HOOK_URL, or go without: --quiesce off");
    }

    static Problem machineCannotAnswer(Machine machine) {
        return new Problem(
                "machine-cannot-answer",
                ExitCode.FAILED,
                "The hook on machine %s cannot be asked: the machine is %s."
                        .formatted(machine.id(), machine.state()),
                "What is in its memory is not on the volume, and a quiesce is required.",
                "Start it (fly machine start %s), or take the volume as it is: --quiesce off"
                        .formatted(machine.id()));
    }

    static Problem minGradeOutOfReach(HoldUntil until) {
        return new Problem(
                "min-grade-out-of-reach",
                ExitCode.USAGE,
                "This create cannot reach the grade %s, which is required.".formatted(Grade.HELD),
                "That grade means that writers were held until the snapshot was created; --hold-until %s releases them earlier."
                        .formatted(until.name().toLowerCase(Locale.ROOT)),
                "Add --hold-until created, or require less: --min-grade " + Grade.SYNCED);
    }

    private CreatePlanProblems() {}
}
