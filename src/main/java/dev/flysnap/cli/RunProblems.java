package dev.flysnap.cli;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which naming a run fails. */
final class RunProblems {
    /**
     * @throws dev.flysnap.problem.FlysnapException if the journal does not know the run
     */
    static RunRecord known(Journal journal, RunId run) {
        return journal.run(run)
                .orElseThrow(() ->
                        new Problem(
                                        "run-unknown",
                                        ExitCode.FAILED,
                                        "The journal in "
                                                + journal.directory()
                                                + " has no "
                                                + run
                                                + ".",
                                        "It was run elsewhere, or with another --state-dir.",
                                        "Look at those that are there: flysnap runs")
                                .exception());
    }

    static Problem noMachine(AppName app, VolumeId volume) {
        return new Problem(
                "no-machine",
                ExitCode.FAILED,
                "No machine of " + app + " has the volume " + volume + " attached.",
                "So there is no hook beside it.",
                "Look at them: fly machines list --app " + app);
    }

    static Problem notUndoable(RunRecord run) {
        return new Problem(
                "run-not-undoable",
                ExitCode.USAGE,
                "The run " + run.id() + " is a " + run.kind() + ", which cannot be undone.",
                "A snapshot cannot be deleted; it expires by itself.",
                "Undo takes back a restore: flysnap runs lists them");
    }

    static Problem wordNeeded(RunRecord run) {
        return new Problem(
                "undo-needs-word",
                ExitCode.USAGE,
                "Nothing was taken back yet.",
                "Undoing needs your word, and nobody can be asked here.",
                "If the above is what you want: flysnap undo " + run.id() + " --yes");
    }

    private RunProblems() {}
}
