package dev.flysnap.restore.fill;

import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.CopySource;

/** The ways in which a database does not come to the new volume. */
final class FillProblems {
    static Problem notAtHand(CopySource copy) {
        return new Problem(
                "copy-not-at-hand",
                ExitCode.NEEDS_OPERATOR,
                "%s has not been brought to the new volume yet.".formatted(copy.address()),
                "Only a command that can open the copy brings it.",
                "List the runs, and continue that one: flysnap runs");
    }

    static Problem notRead(CopySource copy, String reason) {
        return new Problem(
                "copy-not-read",
                ExitCode.FAILED,
                "%s could not be read while it was sent.".formatted(copy.address()),
                "The system says: %s".formatted(reason),
                "Look at the temporary directory, and run it again");
    }

    static Problem refused(RestorePlan plan, PlacedCopy copy, MachineId machine, String said) {
        return new Problem(
                "volume-not-filled",
                ExitCode.FAILED,
                "%s could not be written to %s on %s of %s."
                        .formatted(copy.copy().address(), copy.path(), machine, plan.app()),
                "The machine says: %s".formatted(said),
                "Without a shell or these tools in the app's image, name another one: --verifier-image IMAGE; without room on the volume, a larger one: --size-gb GB; without room in /tmp, a machine that has it");
    }

    static Problem unanswered(RestorePlan plan, MachineId machine) {
        return new Problem(
                "volume-not-filled",
                ExitCode.FAILED,
                "The machine %s of %s took no more of the data within %d s."
                        .formatted(machine, plan.app(), plan.timeout().toSeconds()),
                "Fly or the machine answers no commands.",
                "Run it again, or wait longer: --timeout DURATION");
    }

    static Problem arrivedDamaged(RestorePlan plan, PlacedCopy copy, MachineId machine) {
        return new Problem(
                "copy-arrived-damaged",
                ExitCode.CHECK_NOT_MET,
                "%s on %s of %s is not what was sent.".formatted(copy.path(), machine, plan.app()),
                "Its SHA-256 on the disk is another one, also after it was sent again.",
                "Try another region, and with it another host: --to-region REGION");
    }

    static Problem taken(RestorePlan plan, PlacedCopy copy, MachineId machine) {
        return new Problem(
                "copy-path-taken",
                ExitCode.NEEDS_OPERATOR,
                "%s on the new volume is there already, and is not the copy."
                        .formatted(copy.path()),
                "Something else wrote it on %s of %s.".formatted(machine, plan.app()),
                "Look at it; then: flysnap undo %s".formatted(plan.run()));
    }

    private FillProblems() {}
}
