package dev.flysnap.portable.retain;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which a policy cannot be applied. */
final class RetainProblems {
    static Problem emptyPolicy() {
        return new Problem(
                "retention-policy-empty",
                ExitCode.USAGE,
                "Nothing was removed.",
                "The policy is empty, so it would keep almost nothing.",
                "Say what to keep, such as: --keep-last 3 --keep-daily 7 --keep-weekly 5");
    }

    private RetainProblems() {}
}
