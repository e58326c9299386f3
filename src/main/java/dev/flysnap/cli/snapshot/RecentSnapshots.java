package dev.flysnap.cli.snapshot;

import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.proof.Grade;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.RecentSnapshot;
import dev.flysnap.snapshot.fleet.FleetPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Snapshots that {@code --unless-newer-than} finds young enough.
 *
 * @param maxAge absent = none is
 */
record RecentSnapshots(RunContext context, Optional<Grade> minGrade, Optional<Duration> maxAge) {

    Optional<RecentView> of(AppName app, VolumeId volume) {
        return maxAge.flatMap(age -> RecentSnapshot.of(context, app, volume, minGrade, age))
                .map(it -> new RecentView(app, it, context.clock().instant()));
    }

    /** Without the volumes that have one; those are told. */
    FleetPlan needed(FleetPlan plan, Consumer<RecentView> told) {
        List<FleetPlan.Part> parts = new ArrayList<>();
        for (FleetPlan.Part part : plan.parts()) {
            of(part.request().app(), part.volume().id())
                    .ifPresentOrElse(told, () -> parts.add(part));
        }
        return new FleetPlan(plan.run(), parts, plan.unmet(), plan.parallel());
    }
}
