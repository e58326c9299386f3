package dev.flysnap.portable.retain;

import dev.flysnap.portable.manifest.CopyList;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.Manifests;
import dev.flysnap.portable.store.CopyStore;

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
     * @throws dev.flysnap.problem.FlysnapException if the store refuses
     */
    public void run(PrunePlan plan) {
        for (RetentionDecision decision : plan.removed()) {
            CopyManifest copy = decision.copy();
            store.delete(Manifests.nameFor(copy.content()));
            store.delete(copy.content());
            plan.notes().names(copy.content()).forEach(store::delete);
        }
        for (CopyList.Orphan orphan : plan.orphans()) {
            if (orphan.isDraft()) {
                store.deleteDraft(orphan.object());
            } else {
                store.delete(orphan.object().name());
            }
        }
    }
}
