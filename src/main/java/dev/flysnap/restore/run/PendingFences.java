package dev.flysnap.restore.run;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.runtime.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Old machines that earlier restores could not stop, because their host did not answer. Every later
 * run on the app tries again.
 */
public final class PendingFences {
    private final RunContext context;

    public PendingFences(RunContext context) {
        this.context = context;
    }

    /**
     * Stops the old machines that can be stopped now.
     *
     * @return one problem for each run whose old machine still cannot be stopped
     */
    public List<Problem> retryAndReport(AppName app) {
        return retryAndReport(app, Optional.empty());
    }

    /** The same before work on {@code next}, which retries its own fence itself. */
    public List<Problem> retryAndReport(RunRecord next) {
        return retryAndReport(next.app(), Optional.of(next.id()));
    }

    private List<Problem> retryAndReport(AppName app, Optional<RunId> except) {
        Restore restore = new Restore(context);
        List<Problem> pending = new ArrayList<>();
        // Of restores only: the plan of a fleet is as long as its list of volumes.
        for (RunRecord run : context.journal().runs(RunKind.RESTORE, app)) {
            if (run.parent().isEmpty()
                    && !except.equals(Optional.of(run.id()))
                    && !new RestoreHistory(context).isOver(run)) {
                try {
                    if (restore.isFencePending(run)) {
                        restore.fence(run);
                    }
                } catch (FlysnapException e) {
                    pending.add(e.problem());
                }
            }
        }
        return pending;
    }
}
