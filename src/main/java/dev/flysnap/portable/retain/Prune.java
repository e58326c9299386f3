package dev.flysnap.portable.retain;

import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Carries a plan out. */
public final class Prune {
    private final CopyStore store;

    public Prune(CopyStore store) {
        this.store = store;
    }

    /**
     * Ended in between it leaves contents without a manifest, which a later one removes; never a
     * manifest without its content.
     *
     * @return the plan with those orphans that could be removed, and what the others' removal
     *     failed with
     * @throws FlysnapException if the store does not let a copy be removed
     */
    public PrunePlan run(PrunePlan plan) {
        for (RetentionDecision decision : plan.removed()) {
            CopyManifest copy = decision.copy();
            store.delete(Manifests.nameFor(copy.content()));
            store.delete(copy.content());
            plan.notes().names(copy.content()).forEach(store::delete);
        }
        List<CopyList.Orphan> removed = new ArrayList<>();
        Set<Problem> problems = new LinkedHashSet<>(plan.problems());
        for (CopyList.Orphan orphan : plan.orphans()) {
            try {
                delete(orphan);
                removed.add(orphan);
            } catch (FlysnapException e) {
                problems.add(e.problem());
            }
        }
        return new PrunePlan(plan.decisions(), plan.notes(), removed, List.copyOf(problems));
    }

    private void delete(CopyList.Orphan orphan) {
        if (orphan.isDraft()) {
            store.deleteDraft(orphan.object());
        } else {
            store.delete(orphan.object().name());
        }
    }
}
