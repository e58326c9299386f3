package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.time.DurationText;
import java.time.Duration;

/** The ways in which a drill cannot be run. */
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

    /** A drill that has failed says so by its exit code; one that was not run is none of those. */
    public static Problem notRun(Problem why) {
        return why.exit() == ExitCode.CHECK_NOT_MET
                ? new Problem(why.code(), ExitCode.FAILED, why.what(), why.why(), why.next())
                : why;
    }

    private DrillProblems() {}
}
