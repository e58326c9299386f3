package dev.flysnap.restore.recovery;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.finish.VolumeUse;

/** The ways in which recovering and cleaning up a restore fail. */
final class RecoveryProblems {
    static Problem noVolume(Machine machine) {
        return new Problem(
                "adoption-without-volume",
                ExitCode.NEEDS_OPERATOR,
                "The machine " + machine.id() + " mounts no volume.",
                "Its host may not answer now: then Fly does not show what it is made of.",
                "Look at it: fly machine status " + machine.id());
    }

    static Problem changedSincePlan(AppName app, Cleanup.Item item) {
        return new Problem(
                "cleanup-changed",
                ExitCode.PARTLY_DONE,
                describe(item) + " was left alone.",
                "It is not what it was when it was shown: somebody has used it, changed it, or removed it.",
                "See what is left: flysnap cleanup " + app + " --dry-run");
    }

    static Problem changedSincePreview(FinishPreview item) {
        return new Problem(
                "finish-changed",
                ExitCode.PARTLY_DONE,
                "What %s has left was not removed.".formatted(item.run()),
                "It is not what it was when it was shown.",
                "See what is left: flysnap finish --app %s --all".formatted(item.app()));
    }

    /** Not superseded by a run of this journal that has ended. */
    static Problem keptVolume(VolumeUse use) {
        return new Problem(
                "volume-kept",
                ExitCode.FAILED,
                "The volume %s is not removed.".formatted(use.volume().id()),
                "%s.".formatted(use.text()),
                use.next().orElse("Look at it: fly volumes show " + use.volume().id()));
    }

    private static String describe(Cleanup.Item item) {
        return switch (item) {
            case Cleanup.Item.OfRun(var run, var _) -> "The " + run.kind() + " " + run.id();
            case Cleanup.Item.NamedMachine(var machine) -> "The machine " + machine.id();
            case Cleanup.Item.NamedVolume(var volume) -> "The volume " + volume.id();
        };
    }

    private RecoveryProblems() {}
}
