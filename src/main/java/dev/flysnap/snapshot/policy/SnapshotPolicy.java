package dev.flysnap.snapshot.policy;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.volumes.VolumeProblems;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What Fly does with a volume's snapshots by itself: whether it takes one a day, and how long it
 * keeps later ones. Source: Fly docs, Snapshots.
 */
public final class SnapshotPolicy {
    private final RunContext context;
    private final FlyApi fly;

    public SnapshotPolicy(RunContext context) {
        this.context = context;
        this.fly = context.fly();
    }

    /**
     * What setting a policy does to one volume.
     *
     * @param daily the new setting; absent = it stays
     * @param retentionDays the new setting; absent = it stays
     */
    public record Change(Volume volume, Optional<Boolean> daily, Optional<Integer> retentionDays) {
        public boolean isNothing() {
            return daily.isEmpty() && retentionDays.isEmpty();
        }
    }

    /**
     * The living volumes to set the policy of.
     *
     * @param volume absent = all of the app
     * @throws dev.flysnap.problem.FlysnapException if there is none
     */
    public List<Volume> volumes(AppName app, Optional<VolumeId> volume) {
        if (volume.isPresent()) {
            return List.of(new VolumeSelector(context).select(app, volume));
        }
        List<Volume> living = VolumeSelector.living(fly.volumes().list(app));
        if (living.isEmpty()) {
            throw VolumeProblems.noVolume(app).exception();
        }
        return living;
    }

    /** What would change; a setting that is already so is left out. Pure. */
    public static Change change(
            Volume volume, Optional<Boolean> daily, Optional<Integer> retentionDays) {
        return new Change(
                volume,
                daily.filter(it -> !volume.dailySnapshots().equals(Optional.of(it))),
                retentionDays.filter(
                        it -> !volume.snapshotRetentionDays().equals(Optional.of(it))));
    }

    /** Applies the change and returns the volume as it is then. */
    public Volume apply(AppName app, Change change) {
        return change.isNothing()
                ? change.volume()
                : fly.volumes()
                        .update(
                                app,
                                change.volume().id(),
                                new UpdateVolume(change.retentionDays(), change.daily()));
    }

    /**
     * What setting a policy did to one volume.
     *
     * @param updated the volume as it is then; absent where it failed
     */
    public record Applied(Change change, Optional<Volume> updated, Optional<Problem> problem) {}

    /** Applies all of them; one that fails does not stop the others. */
    public List<Applied> applyAll(AppName app, List<Change> changes) {
        List<Applied> applied = new ArrayList<>();
        for (Change change : changes) {
            try {
                applied.add(new Applied(change, Optional.of(apply(app, change)), Optional.empty()));
            } catch (FlysnapException e) {
                applied.add(new Applied(change, Optional.empty(), Optional.of(e.problem())));
            }
        }
        return applied;
    }

    /** Empty where none failed; exit 3 where some did. Pure. */
    public static Optional<Problem> problem(AppName app, List<Applied> applied) {
        List<Problem> failed = applied.stream().flatMap(it -> it.problem().stream()).toList();
        return failed.isEmpty()
                ? Optional.empty()
                : Optional.of(PolicyProblems.policyNotSet(app, failed, applied.size()));
    }
}
