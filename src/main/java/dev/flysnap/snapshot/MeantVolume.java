package dev.flysnap.snapshot;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import java.util.List;
import java.util.Optional;

/** Which volume of an app is meant: the named one, or the only one. */
public final class MeantVolume {
    private final FlyApi fly;

    public MeantVolume(FlyApi fly) {
        this.fly = fly;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none, several, or the named one is
     *     not the app's
     */
    public Volume of(AppName app, Optional<VolumeId> named) {
        List<Volume> living =
                fly.volumes().list(app).stream().filter(it -> !it.state().isDead()).toList();
        if (named.isPresent()) {
            return living.stream()
                    .filter(it -> it.id().equals(named.get()))
                    .findFirst()
                    .orElseThrow(() ->
                            SnapshotProblems.foreignVolume(app, named.get().value(), living)
                                    .exception());
        }
        return switch (living.size()) {
            case 0 -> throw SnapshotProblems.noVolume(app).exception();
            case 1 -> living.getFirst();
            default -> throw SnapshotProblems.whichVolume(app, living).exception();
        };
    }

    /**
     * The one living volume of this name.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or several
     */
    public VolumeId named(AppName app, VolumeName name) {
        List<Volume> living =
                fly.volumes().list(app).stream().filter(it -> !it.state().isDead()).toList();
        List<Volume> named = living.stream().filter(it -> it.name().equals(name)).toList();
        return switch (named.size()) {
            case 0 -> throw SnapshotProblems.foreignVolume(app, name.value(), living).exception();
            case 1 -> named.getFirst().id();
            default -> throw SnapshotProblems.whichVolume(app, named).exception();
        };
    }
}
