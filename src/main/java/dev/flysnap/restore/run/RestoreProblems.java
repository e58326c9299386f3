package dev.flysnap.restore.run;

import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;

/** Why a restore stopped early or cannot be read. */
final class RestoreProblems {
    /**
     * The run failed, and nothing of it is left.
     *
     * @param isPassing whether the cause may pass by itself
     */
    static Problem undone(RestorePlan plan, Problem cause, boolean isPassing) {
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what(),
                "%s The run %s is undone: nothing of it is left on Fly."
                        .formatted(cause.why(), plan.run()),
                isPassing
                        ? "Run it again; whether Fly works: https://status.flyio.net"
                        : cause.next());
    }

    /** With {@code --keep-failed} nothing is deleted. */
    static Problem keptAfterFailure(
            RestorePlan plan, RestoreState state, Problem cause, boolean isPassing) {
        String kept =
                state.volume()
                        .map(it -> "Kept as asked: volume %s%s.".formatted(it, machineOf(state)))
                        .orElse("Nothing had been made yet.");
        boolean unattached =
                state.volume().isPresent() && state.machine().isEmpty() && !plan.volumeOnly();
        String warning =
                unattached
                        ? " Do not deploy before it is removed: it has no machine and the app's own volume name, so a deploy could mount it."
                        : "";
        String next =
                state.isBeingUndone()
                        ? "The old machine works again, so this run cannot go on. Look at what is kept, then remove it"
                        : "Look at it, then try on: flysnap continue %s; or remove it"
                                .formatted(plan.run());
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what(),
                cause.why() + " " + kept + warning,
                "%s: flysnap undo %s --yes%s"
                        .formatted(next, plan.run(), isPassing ? "" : ". " + cause.next()));
    }

    private static String machineOf(RestoreState state) {
        return state.machine().map(it -> " on machine " + it).orElse("");
    }

    static Problem otherVersion(RunId run, String why) {
        return new Problem(
                "run-unreadable",
                ExitCode.NEEDS_OPERATOR,
                "The run " + run + " cannot be read.",
                "Another version of flysnap wrote it: " + why + ".",
                "Bring it to its end with that version: flysnap continue %s, or flysnap undo %s"
                        .formatted(run, run));
    }

    private RestoreProblems() {}
}
