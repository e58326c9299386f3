package dev.flysnap.restore.recovery;

import dev.flysnap.model.Machine;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** Why a restore cannot be recovered. */
final class RecoveryProblems {
    static Problem noVolume(Machine machine) {
        return new Problem(
                "adoption-without-volume",
                ExitCode.NEEDS_OPERATOR,
                "The machine " + machine.id() + " mounts no volume.",
                "Its host may not answer now: then Fly does not show what it is made of.",
                "Look at it: fly machine status " + machine.id());
    }

    private RecoveryProblems() {}
}
