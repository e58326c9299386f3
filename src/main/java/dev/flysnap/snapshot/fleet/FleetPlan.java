package dev.flysnap.snapshot.fleet;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.plan.CreateRequest;
import java.util.List;

/**
 * Which volumes are going to be snapshotted by one run. The run ids of the parts are chosen before
 * anything starts, so that after a crash nothing is started twice.
 *
 * @param unmet apps of which no volume can be chosen
 * @param parallel the most that run at the same time
 */
@JsonName("fleet-plan")
public record FleetPlan(RunId run, List<Part> parts, List<Unmet> unmet, int parallel) {

    /**
     * One volume.
     *
     * @param run the child's
     * @param volume as it was when it was chosen
     * @param request names the volume
     */
    public record Part(RunId run, Volume volume, CreateRequest request) {}

    /** An app of which no volume can be chosen, and why. */
    public record Unmet(AppName app, Problem problem) {}

    public FleetPlan {
        parts = List.copyOf(parts);
        unmet = List.copyOf(unmet);
    }
}
