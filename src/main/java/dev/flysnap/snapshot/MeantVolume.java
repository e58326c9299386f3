package dev.flysnap.snapshot;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which volume of an app is meant: the named one, or the only one that holds its data now. Those
 * that are set aside count only when they are named by their id, or nothing else is left.
 */
public final class MeantVolume {
    private final Workbench bench;

    /** Whoever watches is told which volumes were left out, and why. */
    public MeantVolume(Workbench bench) {
        this.bench = bench;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none, several, or the named one is
     *     not the app's
     */
    public Volume of(AppName app, Optional<VolumeId> named) {
        return one(
                app,
                named.<WhichVolumes>map(WhichVolumes.ById::new)
                        .orElseGet(WhichVolumes.TheOnlyOne::new));
    }

    private Volume one(AppName app, WhichVolumes which) {
        List<Volume> living = living(bench.fly().volumes().list(app));
        boolean byId = which instanceof WhichVolumes.ById;
        List<Machine> machines = byId ? List.of() : machines(bench.fly(), app, living);
        LooseVolumes loose = byId ? LooseVolumes.NONE : LooseVolumes.of(bench.journal(), app);
        return among(app, living, machines, loose, which, bench.progress()).getFirst();
    }

    /** Those beside the volumes, as far as they say which volumes are meant. */
    static List<Machine> machines(FlyApi fly, AppName app, List<Volume> living) {
        return SetAside.needsMachines(living) ? fly.machines().list(app) : List.of();
    }

    static List<Volume> living(List<Volume> volumes) {
        return volumes.stream().filter(it -> !it.state().isDead()).toList();
    }

    /**
     * Those of the living ones that are meant; one, unless all were asked for. Pure, but that it
     * tells which were left out.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or none can be chosen
     */
    static List<Volume> among(
            AppName app,
            List<Volume> living,
            List<Machine> machines,
            LooseVolumes loose,
            WhichVolumes which,
            Progress told) {
        List<Volume> asked = living.stream().filter(which::has).toList();
        SetAside sorted =
                which instanceof WhichVolumes.ById
                        ? new SetAside(asked, List.of())
                        : SetAside.among(asked, machines, loose);
        sorted.leftOut()
                .forEach(it ->
                        told.note(
                                "volume %s of %s is left out: %s; --volume %s takes it all the same"
                                        .formatted(
                                                it.volume().id(),
                                                app,
                                                it.why(),
                                                it.volume().id())));
        List<Volume> meant = sorted.meant();
        if (which instanceof WhichVolumes.AllAttached && !meant.isEmpty()) {
            return meant;
        }
        return switch (meant.size()) {
            case 0 -> throw none(app, living, which).exception();
            case 1 -> meant;
            default -> throw VolumeProblems.whichVolume(app, attachedFirst(meant)).exception();
        };
    }

    /** The first one is proposed: rather one with a machine. */
    private static List<Volume> attachedFirst(List<Volume> volumes) {
        return volumes.stream()
                .sorted(Comparator.comparing(it -> it.attachedMachine().isEmpty()))
                .toList();
    }

    private static Problem none(AppName app, List<Volume> living, WhichVolumes which) {
        return switch (which) {
            case WhichVolumes.ById(var id) -> VolumeProblems.foreignVolume(app, id.value(), living);
            case WhichVolumes.ByName(var name) ->
                    VolumeProblems.foreignVolume(app, name.value(), living);
            case WhichVolumes.TheOnlyOne() -> VolumeProblems.noVolume(app);
            case WhichVolumes.AllAttached() -> VolumeProblems.noneAttached(app, living);
        };
    }

    /**
     * The one living volume of this name.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or several
     */
    public VolumeId named(AppName app, VolumeName name) {
        return one(app, new WhichVolumes.ByName(name)).id();
    }
}
