package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.http.RefusalMeaning;
import dev.flysnap.model.Region;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RegionRefusal.What;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.runtime.RunContext;

/** Decides which refusals of a region leave the others to try. */
final class RegionRefusals {
    private final RestorePlan plan;
    private final RunContext context;

    RegionRefusals(RestorePlan plan, RunContext context) {
        this.plan = plan;
        this.context = context;
    }

    /**
     * Where there was not enough of something, or the plan names several regions and another one
     * may do what this one refused.
     *
     * @throws FlyException {@code e} otherwise
     */
    RestoreEffect tryNext(Region region, What what, FlyException e) {
        boolean another =
                plan.regions().size() > 1
                        && e.refusal().filter(RefusalMeaning::mayDifferElsewhere).isPresent();
        if (e.shortage().isEmpty() && !another) {
            throw e;
        }
        RegionRefusal refusal = refusal(region, what, e);
        context.progress().report(refusal.description() + ": " + refusal.said());
        return new RestoreEffect.NoCapacity(refusal);
    }

    static RegionRefusal refusal(Region region, What what, FlyException e) {
        return new RegionRefusal(region, what, e.shortage(), e.problem().why());
    }
}
