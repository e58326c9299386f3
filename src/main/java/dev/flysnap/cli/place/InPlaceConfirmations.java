package dev.flysnap.cli.place;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.inplace.InPlacePlan;

/** What is said where nobody has confirmed. */
final class InPlaceConfirmations {
    static Problem notConfirmed(InPlacePlan plan) {
        return new Problem(
                "in-place-not-confirmed",
                ExitCode.USAGE,
                "Nothing was changed yet.",
                "Replacing the live data of %s needs your confirmation.".formatted(plan.app()),
                "If the above is what you want, repeat the command with --yes");
    }

    private InPlaceConfirmations() {}
}
