package dev.flysnap.restore;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Stream;

/** The ways in which cleaning up fails. */
final class CleanupProblems {
    static Problem notAsShown(AppName app, Cleanup.Item item) {
        return new Problem(
                "cleanup-changed",
                ExitCode.PARTLY_DONE,
                words(item) + " was left alone.",
                "It is not what it was when it was shown: somebody has used it, changed it, or removed it.",
                "See what is left: flysnap cleanup " + app + " --dry-run");
    }

    /** Taking the run back would start a machine whose app is elsewhere by now. */
    static Problem replacedSince(RunRecord run, UndoPreview undo, MachineId old, RunId later) {
        String app = " --app " + run.app();
        List<String> commands =
                Stream.concat(
                                undo.newMachine().stream()
                                        .map(it -> "fly machine destroy --force " + it + app),
                                undo.newVolume().stream()
                                        .map(it -> "fly volumes destroy " + it + " --yes" + app))
                        .toList();
        return new Problem(
                "run-overtaken",
                ExitCode.PARTLY_DONE,
                "What the %s %s began was not taken back.".formatted(run.kind(), run.id()),
                "That would start machine %s again, and since %s the app runs elsewhere: two machines would write."
                        .formatted(old, later),
                commands.isEmpty()
                        ? "Nothing that it made is left; see flysnap runs show " + run.id()
                        : "What it made can go by hand: " + String.join("; ", commands));
    }

    private static String words(Cleanup.Item item) {
        return switch (item) {
            case Cleanup.Item.OfRun(var run, var _) -> "The " + run.kind() + " " + run.id();
            case Cleanup.Item.NamedMachine(var machine) -> "The machine " + machine.id();
            case Cleanup.Item.NamedVolume(var volume) -> "The volume " + volume.id();
        };
    }

    private CleanupProblems() {}
}
