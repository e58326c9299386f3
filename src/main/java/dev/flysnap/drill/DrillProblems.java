package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.DurationText;
import java.time.Duration;

/** The ways in which a drill ends without a report. */
public final class DrillProblems {
    static Problem noneWithin(AppName app, Duration age) {
        return new Problem(
                "no-snapshot-to-drill",
                ExitCode.FAILED,
                "%s has no finished snapshot from the last %s that is not known to be bad."
                        .formatted(app, DurationText.of(age)),
                "A drill takes one of those at random.",
                "See which snapshots there are: flysnap list %s; another choice: --from latest"
                        .formatted(app));
    }

    /**
     * Whether a drill that ended with a problem has failed: there is nothing good to restore, such
     * as a copy that is damaged. Else it could not be run, and nobody knows.
     */
    public static boolean isFailure(Problem problem) {
        return problem.exit() == ExitCode.CHECK_NOT_MET;
    }

    private DrillProblems() {}
}
