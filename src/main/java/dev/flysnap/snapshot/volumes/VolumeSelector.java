package dev.flysnap.snapshot.volumes;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.Progress;
import dev.flysnap.runtime.RunContext;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the volume of an app: the named one, or the only one that holds its current data.
 * Superseded ones count only when they are named by their id, or there is no other.
 */
public final class VolumeSelector {
    private static final int MAX_REPORTED = 2;

    private final RunContext context;

    /** Progress says which volumes were left out, and why. */
    public VolumeSelector(RunContext context) {
        this.context = context;
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if there is none, several, or the named one is
     *     not the app's
     */
    public Volume select(AppName app, Optional<VolumeId> named) {
        return selectOne(
                app,
                named.<VolumeSelection>map(VolumeSelection.ById::new)
                        .orElseGet(VolumeSelection.TheOnlyOne::new));
    }

    private Volume selectOne(AppName app, VolumeSelection named) {
        List<Volume> listed = context.fly().volumes().list(app);
        List<Volume> living = living(listed);
        VolumeSelection which = followed(context, app, listed, named);
        boolean byId = which instanceof VolumeSelection.ById;
        List<Machine> machines = byId ? List.of() : machines(context.fly(), app, living);
        VolumeOnlyRestores volumeOnly =
                byId ? VolumeOnlyRestores.NONE : VolumeOnlyRestores.of(context.journal(), app);
        return selectFrom(app, living, machines, volumeOnly, which, context.progress()).getFirst();
    }

    /**
     * The same volume under the id that it has now, if Fly has moved it; progress says so.
     *
     * @param listed all volumes of the app, deleted ones too
     */
    public static VolumeSelection followed(
            RunContext context, AppName app, List<Volume> listed, VolumeSelection which) {
        if (!(which instanceof VolumeSelection.ById(VolumeId id))) {
            return which;
        }
        Optional<Volume> now = VolumeMoves.successor(context, app, listed, id);
        now.ifPresent(it -> VolumeMoves.report(context.progress(), app, id, it));
        return now.<VolumeSelection>map(it -> new VolumeSelection.ById(it.id())).orElse(which);
    }

    /** The app's machines, where the choice depends on them; else none. */
    public static List<Machine> machines(FlyApi fly, AppName app, List<Volume> living) {
        return SupersededVolumes.needsMachines(living) ? fly.machines().list(app) : List.of();
    }

    public static List<Volume> living(List<Volume> volumes) {
        return volumes.stream().filter(it -> !it.state().isDead()).toList();
    }

    /**
     * The selected ones of the living volumes; one, unless all were requested. Pure, except that
     * progress says which were left out.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or none can be chosen
     */
    public static List<Volume> selectFrom(
            AppName app,
            List<Volume> living,
            List<Machine> machines,
            VolumeOnlyRestores volumeOnly,
            VolumeSelection which,
            Progress progress) {
        List<Volume> matching = living.stream().filter(which::matches).toList();
        SupersededVolumes classified =
                which instanceof VolumeSelection.ById
                        ? new SupersededVolumes(matching, List.of())
                        : SupersededVolumes.classify(matching, machines, volumeOnly);
        report(app, classified.superseded(), progress);
        List<Volume> current = classified.current();
        if (which instanceof VolumeSelection.AllAttached && !current.isEmpty()) {
            return current;
        }
        return switch (current.size()) {
            case 0 -> throw nothingSelected(app, living, which).exception();
            case 1 -> current;
            default ->
                    throw VolumeProblems.ambiguousVolume(app, likeliestFirst(current, machines))
                            .exception();
        };
    }

    private static void report(
            AppName app, List<SupersededVolumes.Superseded> leftOut, Progress progress) {
        for (SupersededVolumes.Superseded it : leftOut.stream().limit(MAX_REPORTED).toList()) {
            progress.reportAlways(
                    "volume %s of %s is left out: %s; --volume %s selects it anyway"
                            .formatted(it.volume().id(), app, it.reason(), it.volume().id()));
        }
        int more = leftOut.size() - MAX_REPORTED;
        if (more > 0) {
            progress.reportAlways(
                    "and %s of %s left out: flysnap status %s"
                            .formatted(Count.of(more, "more volume"), app, app));
        }
    }

    /** The message proposes the first one: preferably one whose machine runs, else one with any. */
    private static List<Volume> likeliestFirst(List<Volume> volumes, List<Machine> machines) {
        return volumes.stream()
                .sorted(
                        Comparator.comparing((Volume it) -> !isInUse(it, machines))
                                .thenComparing(it -> it.attachedMachine().isEmpty()))
                .toList();
    }

    private static boolean isInUse(Volume volume, List<Machine> machines) {
        return SupersededVolumes.machineOf(volume, machines)
                .filter(it -> !it.state().isAtRest())
                .isPresent();
    }

    private static Problem nothingSelected(
            AppName app, List<Volume> living, VolumeSelection which) {
        return switch (which) {
            case VolumeSelection.ById(var id) ->
                    VolumeProblems.volumeNotOfApp(app, id.value(), living);
            case VolumeSelection.ByName(var name) ->
                    VolumeProblems.volumeNotOfApp(app, name.value(), living);
            case VolumeSelection.TheOnlyOne() -> VolumeProblems.noVolume(app);
            case VolumeSelection.AllAttached() -> VolumeProblems.noAttachedVolume(app, living);
        };
    }

    /**
     * The one living volume of this name.
     *
     * @throws dev.flysnap.problem.FlysnapException if there is none, or several
     */
    public VolumeId byName(AppName app, VolumeName name) {
        return selectOne(app, new VolumeSelection.ByName(name)).id();
    }
}
