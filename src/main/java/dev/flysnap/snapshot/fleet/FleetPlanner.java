package dev.flysnap.snapshot.fleet;

import static java.util.Objects.requireNonNull;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.runtime.ParallelTasks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.volumes.VolumeOnlyRestores;
import dev.flysnap.snapshot.volumes.VolumeSelection;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** Chooses the volumes and a run id for each; changes nothing. */
public final class FleetPlanner {
    private final RunContext context;
    private final Supplier<RunId> runs;

    /**
     * The volumes of one app.
     *
     * @param request the create of each volume
     */
    public record AppRequest(
            AppName app, VolumeSelection which, Function<Volume, CreateRequest> request) {}

    /** What an app has, or why that is not known. */
    private sealed interface AppState {
        record Volumes(List<Volume> listed, List<Machine> machines, VolumeOnlyRestores volumeOnly)
                implements AppState {}

        record Unknown(FlysnapException why) implements AppState {}
    }

    /**
     * Progress says which volumes were left out, and why.
     *
     * @param runs supplies new run ids
     */
    public FleetPlanner(RunContext context, Supplier<RunId> runs) {
        this.context = context.withMaxOutageWait(Duration.ZERO);
        this.runs = runs;
    }

    /**
     * @throws FlysnapException if no volume at all can be chosen
     */
    public FleetPlan plan(RunId run, List<AppRequest> wanted, int parallel) {
        Map<AppName, AppState> apps = new ConcurrentHashMap<>();
        List<AppName> names = wanted.stream().map(AppRequest::app).distinct().toList();
        ParallelTasks.forEach(names, parallel, app -> apps.put(app, look(app)));
        Map<VolumeId, FleetPlan.Part> parts = new LinkedHashMap<>();
        List<FleetPlan.Unmet> unmet = new ArrayList<>();
        Set<AppName> unknown = new HashSet<>();
        for (AppRequest request : wanted) {
            AppName app = request.app();
            try {
                for (Volume volume : chosen(app, requireNonNull(apps.get(app)), request.which())) {
                    parts.computeIfAbsent(
                            volume.id(),
                            _ ->
                                    new FleetPlan.Part(
                                            runs.get(), volume, request.request().apply(volume)));
                }
            } catch (FlysnapException e) {
                if (apps.get(app) instanceof AppState.Volumes || unknown.add(app)) {
                    unmet.add(new FleetPlan.Unmet(app, e.problem()));
                }
            }
        }
        if (parts.isEmpty()) {
            throw FleetProblems.nothingToDo(unmet).exception();
        }
        return new FleetPlan(run, List.copyOf(parts.values()), unmet, parallel);
    }

    private AppState look(AppName app) {
        FlyApi fly = context.fly();
        try {
            fly.apps().get(app);
            List<Volume> listed = fly.volumes().list(app);
            return new AppState.Volumes(
                    listed,
                    VolumeSelector.machines(fly, app, VolumeSelector.living(listed)),
                    VolumeOnlyRestores.of(context.journal(), app));
        } catch (FlysnapException e) {
            return new AppState.Unknown(e);
        }
    }

    private List<Volume> chosen(AppName app, AppState found, VolumeSelection which) {
        return switch (found) {
            case AppState.Unknown(FlysnapException why) -> throw why;
            case AppState.Volumes(
                            List<Volume> listed,
                            List<Machine> machines,
                            VolumeOnlyRestores volumeOnly) ->
                    VolumeSelector.selectFrom(
                            app,
                            VolumeSelector.living(listed),
                            machines,
                            volumeOnly,
                            VolumeSelector.followed(context, app, listed, which),
                            context.progress());
        };
    }
}
