package dev.flysnap.restore;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.snapshot.Workbench;
import java.util.Optional;

/**
 * Whether the app was put on another machine after a run that is still to be taken back: taking
 * that back would start the run's old machine beside the one that serves now, and two would write.
 */
public final class LaterCutover {
    private final Workbench bench;

    public LaterCutover(Workbench bench) {
        this.bench = bench;
    }

    /** The newest later run of the app that has cut over and was not taken back. */
    public Optional<RunId> after(RunRecord run) {
        for (RunRecord later : bench.journal().runs()) {
            if (later.id().equals(run.id())) {
                break;
            }
            if (Restore.isKindOf(later) && later.app().equals(run.app()) && hasCutOver(later)) {
                return Optional.of(later.id());
            }
        }
        return Optional.empty();
    }

    private boolean hasCutOver(RunRecord run) {
        if (bench.journal().status(run.id()) == RunStatus.UNDONE) {
            return false;
        }
        try {
            return new Restore(bench).previewUndo(run).afterCommit();
        } catch (FlysnapException finishedOrUnreadable) {
            return true;
        }
    }
}
