package dev.flysnap.snapshot.fleet;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import java.util.Optional;

/**
 * The result of one part of a fleet.
 *
 * @param volume absent where none could be chosen
 * @param run absent where none was started
 * @param receipt of the snapshot, even where its grade is too low; absent with {@code --no-wait}
 * @param problem why it counts as failed
 */
public record FleetResult(
        AppName app,
        Optional<VolumeId> volume,
        Optional<RunId> run,
        Optional<Receipt> receipt,
        Optional<Problem> problem) {

    static FleetResult done(FleetPlan.Part part, Receipt receipt) {
        return of(part, Optional.of(receipt), Optional.empty());
    }

    /** Fly has the request; {@code continue} finds out how it ends. */
    static FleetResult accepted(FleetPlan.Part part) {
        return of(part, Optional.empty(), Optional.empty());
    }

    static FleetResult failed(FleetPlan.Part part, Optional<Receipt> receipt, Problem problem) {
        return of(part, receipt, Optional.of(problem));
    }

    static FleetResult failed(FleetPlan.Unmet unmet) {
        return new FleetResult(
                unmet.app(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(unmet.problem()));
    }

    private static FleetResult of(
            FleetPlan.Part part, Optional<Receipt> receipt, Optional<Problem> problem) {
        return new FleetResult(
                part.request().app(),
                Optional.of(part.volume().id()),
                Optional.of(part.run()),
                receipt,
                problem);
    }

    public boolean isDone() {
        return problem.isEmpty();
    }
}
