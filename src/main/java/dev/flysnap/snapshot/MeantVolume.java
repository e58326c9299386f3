package dev.flysnap.snapshot;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Problem;
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
        return among(
                        app,
                        living(fly.volumes().list(app)),
                        named.<WhichVolumes>map(WhichVolumes.ById::new)
                                .orElseGet(WhichVolumes.TheOnlyOne::new))
                .getFirst();
    }

    static List<Volume> living(List<Volume> volumes) {
        return volumes.stream().filter(it -> !it.state().isDead()).toList();
    }

    /**
     * Those of the living ones that are meant; one, unless all were asked for. Pure.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or none can be chosen
     */
    static List<Volume> among(AppName app, List<Volume> living, WhichVolumes which) {
        List<Volume> meant = living.stream().filter(which::has).toList();
        if (which instanceof WhichVolumes.AllAttached && !meant.isEmpty()) {
            return meant;
        }
        return switch (meant.size()) {
            case 0 -> throw none(app, living, which).exception();
            case 1 -> meant;
            default -> throw SnapshotProblems.whichVolume(app, meant).exception();
        };
    }

    private static Problem none(AppName app, List<Volume> living, WhichVolumes which) {
        return switch (which) {
            case WhichVolumes.ById(var id) ->
                    SnapshotProblems.foreignVolume(app, id.value(), living);
            case WhichVolumes.ByName(var name) ->
                    SnapshotProblems.foreignVolume(app, name.value(), living);
            case WhichVolumes.TheOnlyOne() -> SnapshotProblems.noVolume(app);
            case WhichVolumes.AllAttached() -> FleetProblems.noneAttached(app, living);
        };
    }

    /**
     * The one living volume of this name.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or several
     */
    public VolumeId named(AppName app, VolumeName name) {
        return among(app, living(fly.volumes().list(app)), new WhichVolumes.ByName(name))
                .getFirst()
                .id();
    }
}
