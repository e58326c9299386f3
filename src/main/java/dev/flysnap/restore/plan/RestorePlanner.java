package dev.flysnap.restore.plan;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.App;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.machine.CutoverProblems;
import dev.flysnap.restore.model.PlanRationale;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.ServingMachines;
import dev.flysnap.runtime.ParallelTasks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.RestoreTag;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at the world and decides how a snapshot is brought back. Changes nothing. */
public final class RestorePlanner {
    private final RunContext context;

    public RestorePlanner(RunContext context) {
        this.context = context;
    }

    public RestorePlan plan(RunId run, RestoreRequest request, ImageQuestion question) {
        try (ParallelTasks reads = new ParallelTasks()) {
            return plan(run, request, question, reads);
        }
    }

    private RestorePlan plan(
            RunId run, RestoreRequest request, ImageQuestion question, ParallelTasks reads) {
        boolean sameApp = request.targetApp().equals(request.app());
        boolean cutover = request.goal().isCutover();
        CapacityAdvisor capacity = new CapacityAdvisor(context.fly());
        Supplier<App> sourceRead = reads.ask(() -> context.fly().apps().get(request.app()));
        Supplier<App> targetRead = sameApp ? sourceRead : reads.ask(() -> target(request));
        Supplier<Boolean> regionsRead = reads.ask(() -> capacity.check(request.to().regions()));
        Supplier<List<Machine>> machinesRead = reads.ask(() -> living(request.app()));
        Supplier<List<Volume>> volumesRead =
                reads.ask(() -> context.fly().volumes().list(request.app()));
        App source = sourceRead.get();
        App target = targetRead.get();
        boolean _ = regionsRead.get();
        List<Volume> volumes = volumesRead.get();
        SnapshotRow row = row(request, volumes);
        Volume volume = SourceVolume.of(row, request.receipt());
        List<Machine> machines = machinesRead.get();
        ServingMachines there =
                serving(source.name(), volume.id(), volume.name(), machines, volumes);
        ServingMachines inTheWay =
                sameApp
                        ? there
                        : serving(
                                target.name(),
                                volume.id(),
                                volume.name(),
                                living(target.name()),
                                context.fly().volumes().list(target.name()));
        if (cutover) {
            demandClear(target.name(), inTheWay);
        }
        Optional<Machine> serving = there.onlyCandidate();
        Optional<Machine> replaced = inTheWay.onlyCandidate();
        if (request.goal() == Goal.CUTOVER && isUnreachable(replaced)) {
            throw CutoverProblems.cannotBeFenced(target.name(), replaced.orElseThrow()).exception();
        }
        SnapshotId snapshot = row.snapshot().id().orElseThrow();
        Optional<MachineDraft> draft =
                request.goal() == Goal.VOLUME
                        ? Optional.empty()
                        : Optional.of(
                                MachineDraft.of(
                                        run, request, row, volume, serving, machines, question));
        List<Region> regions = SourceVolume.regions(request, volume);
        CreateVolume newVolume =
                SourceVolume.like(
                        volume,
                        row,
                        request,
                        draft.isPresent() ? volume.name() : VolumeOnlyName.name(volume.name(), run),
                        regions.getFirst(),
                        draft.map(MachineDraft::config));
        RestoreTag tag = RestoreTag.of(snapshot, volume.id(), cutover, replaced);
        Json.Obj appConfig =
                draft.map(MachineDraft::config).map(tag::addTo).orElse(Json.Obj.empty());
        return new RestorePlan(
                run,
                new RestorePlan.Source(
                        volume.id(),
                        Optional.of(snapshot),
                        Optional.empty(),
                        row.snapshot().createdAt(),
                        row.grade()
                                .or(() ->
                                        request.receipt().map(it -> it.receipt().grade().label())),
                        ExpectedDatabases.of(
                                row,
                                request,
                                context.journal().snapshots(request.app()),
                                MachineConfigs.mountOf(appConfig, volume.id())
                                        .flatMap(it -> it.text("path")))),
                new RestorePlan.Destination(target.name(), newVolume, regions),
                new RestorePlan.NewMachine(
                        RestorePlan.NewMachine.nameFor(run),
                        draft.map(MachineDraft::verifier).map(tag::addTo).orElse(Json.Obj.empty()),
                        appConfig),
                new RestorePlan.Serving(
                        draft.isPresent() ? replaced : Optional.empty(), inTheWay.beside()),
                request.checks(),
                cutover && !isUnreachable(replaced) ? Goal.CUTOVER : request.goal(),
                request.keepFailed(),
                request.timeout(),
                new PlanRationale(
                        source.name(),
                        volume.region(),
                        draft.map(it -> it.found().source().words()),
                        draft.map(MachineDraft::image),
                        capacity.room(newVolume, regions, target.organization()),
                        request.to().sizeGb(),
                        volumes.stream()
                                .filter(it ->
                                        replaced.filter(old -> ServingMachines.mounts(old, it))
                                                .isPresent())
                                .map(Volume::sizeGb)
                                .findFirst(),
                        sameApp || draft.isEmpty()
                                ? Optional.empty()
                                : new MissingSecrets(context.fly())
                                        .lacking(source.name(), target.name()),
                        replaced.filter(_ -> draft.isPresent())
                                .map(_ ->
                                        new DowntimeEstimate(context)
                                                .expected(target.name(), appConfig))));
    }

    private App target(RestoreRequest request) {
        AppName target = request.targetApp();
        try {
            return context.fly().apps().get(target);
        } catch (FlyException e) {
            throw e.isNotFound() || e.problem().exit() == ExitCode.NOT_AUTHORISED
                    ? SourceProblems.targetUnknown(target, e.problem()).exception(e)
                    : e;
        }
    }

    private SnapshotRow row(RestoreRequest request, List<Volume> volumes) {
        request.receipt()
                .map(it -> it.receipt().app())
                .filter(it -> !it.equals(request.app()))
                .ifPresent(it -> {
                    throw SourceProblems.receiptOfAnotherApp(request.app(), it).exception();
                });
        Optional<VolumeId> volume =
                request.volume().or(() -> request.receipt().map(it -> it.receipt().volume().id()));
        SnapshotRow row =
                new SnapshotFinder(context)
                        .find(request.app(), request.snapshot(), volume, volumes);
        SnapshotId found = row.snapshot().id().orElseThrow();
        request.receipt()
                .map(it -> it.receipt().snapshot())
                .filter(it -> !it.equals(found))
                .ifPresent(it -> {
                    throw SourceProblems.receiptOfAnother(found, it).exception();
                });
        return row;
    }

    List<Machine> living(AppName app) {
        return context.fly().machines().list(app).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }

    /** Who serves with data of that name. */
    ServingMachines serving(
            AppName app,
            VolumeId source,
            VolumeName name,
            List<Machine> machines,
            List<Volume> volumes) {
        return ServingMachines.find(
                source, name, machines, volumes, new RestoreHistory(context).successors(app));
    }

    static void demandClear(AppName app, ServingMachines serving) {
        if (serving.candidates().size() > 1) {
            throw CutoverProblems.severalToReplace(app, serving.candidates()).exception();
        }
    }

    /** A machine whose host does not answer cannot be stopped, and may go on writing. */
    static boolean isUnreachable(Optional<Machine> machine) {
        return machine.map(it -> it.hostStatus() != HostStatus.OK).orElse(false);
    }
}
