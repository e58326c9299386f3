package dev.flysnap.restore.plan;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.App;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.journal.SnapshotCheck;
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
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.machine.CutoverProblems;
import dev.flysnap.restore.model.PlanRationale;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.ReceiptFile;
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

/** Plans how a snapshot is restored, from what is on Fly. Changes nothing. */
public final class RestorePlanner {
    private final RunContext context;

    public RestorePlanner(RunContext context) {
        this.context = context;
    }

    /** What is on Fly, and which snapshot of it was asked for. */
    private record Situation(
            App source,
            App target,
            List<Volume> volumes,
            List<Machine> machines,
            SnapshotRow row,
            Volume volume,
            ServingMachines atSource,
            ServingMachines atTarget) {
        SnapshotId snapshot() {
            return row.snapshot().id().orElseThrow();
        }
    }

    public RestorePlan plan(RunId run, RestoreRequest request, ImageQuestion question) {
        Situation now = read(request);
        boolean cutover = request.goal().isCutover();
        boolean trial = request.goal() == Goal.TRIAL;
        Optional<Machine> replaced = now.atTarget.onlyCandidate().filter(_ -> !trial);
        if (cutover) {
            requireSingleReplaced(now.target.name(), now.atTarget);
        }
        if (request.goal() == Goal.CUTOVER && isUnreachable(replaced)) {
            throw CutoverProblems.cannotBeFenced(now.target.name(), replaced.orElseThrow())
                    .exception();
        }
        Volume volume = now.volume;
        Optional<MachineDraft> draft =
                request.goal() == Goal.VOLUME
                        ? Optional.empty()
                        : Optional.of(
                                MachineDraft.of(
                                        run,
                                        request,
                                        now.row,
                                        volume,
                                        now.atSource.onlyCandidate(),
                                        now.machines,
                                        question,
                                        new VerifierSelector(context)));
        List<Region> regions = SourceVolume.regions(request, volume);
        CreateVolume newVolume =
                SourceVolume.newVolume(
                        volume,
                        now.row,
                        request,
                        VolumeNames.of(request.goal(), volume.name(), run),
                        regions.getFirst(),
                        draft.map(MachineDraft::config));
        RestoreTag tag = RestoreTag.of(now.snapshot(), volume.id(), cutover, replaced);
        Json.Obj appConfig =
                draft.map(MachineDraft::config).map(tag::addTo).orElse(Json.Obj.empty());
        return new RestorePlan(
                run,
                source(request, now, appConfig),
                new RestorePlan.Destination(now.target.name(), newVolume, regions),
                new RestorePlan.MachineToCreate(
                        RestorePlan.MachineToCreate.nameFor(run),
                        draft.map(MachineDraft::verifierConfig)
                                .map(tag::addTo)
                                .orElse(Json.Obj.empty()),
                        appConfig),
                new RestorePlan.Serving(
                        draft.isPresent() ? replaced : Optional.empty(), now.atTarget.beside()),
                request.checks(),
                cutover && !isUnreachable(replaced) ? Goal.CUTOVER : request.goal(),
                request.keepFailed(),
                request.timeout(),
                rationale(request, now, draft, newVolume, regions, appConfig));
    }

    private Situation read(RestoreRequest request) {
        try (ParallelTasks reads = new ParallelTasks()) {
            AppName app = request.source().app();
            boolean sameApp = request.targetApp().equals(app);
            Supplier<App> sourceRead = reads.submit(() -> context.fly().apps().get(app));
            Supplier<App> targetRead =
                    sameApp ? sourceRead : reads.submit(() -> targetApp(request));
            Supplier<Boolean> regionsRead =
                    reads.submit(() -> capacity().checkRegionsExist(request.to().regions()));
            Supplier<List<Machine>> machinesRead = reads.submit(() -> livingMachines(app));
            Supplier<List<Volume>> volumesRead =
                    reads.submit(() -> context.fly().volumes().list(app));
            App source = sourceRead.get();
            App target = targetRead.get();
            boolean _ = regionsRead.get();
            List<Volume> volumes = volumesRead.get();
            SnapshotRow row = findSnapshot(request, volumes);
            Volume volume = SourceVolume.of(row, request.source().receipt());
            List<Machine> machines = machinesRead.get();
            ServingMachines atSource =
                    serving(source.name(), volume.id(), volume.name(), machines, volumes);
            ServingMachines atTarget =
                    sameApp
                            ? atSource
                            : serving(
                                    target.name(),
                                    volume.id(),
                                    volume.name(),
                                    livingMachines(target.name()),
                                    context.fly().volumes().list(target.name()));
            return new Situation(
                    source, target, volumes, machines, row, volume, atSource, atTarget);
        }
    }

    private RestorePlan.Source source(RestoreRequest request, Situation now, Json.Obj appConfig) {
        Optional<String> mountPath =
                MachineConfigs.mountOf(appConfig, now.volume.id()).flatMap(it -> it.text("path"));
        return new RestorePlan.Source(
                now.volume.id(),
                Optional.of(now.snapshot()),
                Optional.empty(),
                now.row.snapshot().createdAt(),
                now.row
                        .grade()
                        .or(() ->
                                request.source().receipt().map(it -> it.receipt().grade().label())),
                ExpectedDatabases.of(
                        now.row,
                        request,
                        context.journal().snapshots(request.source().app()),
                        mountPath));
    }

    private PlanRationale rationale(
            RestoreRequest request,
            Situation now,
            Optional<MachineDraft> draft,
            CreateVolume newVolume,
            List<Region> regions,
            Json.Obj appConfig) {
        AppName source = now.source.name();
        AppName target = now.target.name();
        Optional<Machine> replaced =
                now.atTarget.onlyCandidate().filter(_ -> request.goal() != Goal.TRIAL);
        return new PlanRationale(
                source,
                now.volume.region(),
                draft.map(it -> it.found().source().description()),
                draft.map(MachineDraft::image),
                capacity().regionsWithRoom(newVolume, regions, now.target.organization()),
                request.to().sizeGb(),
                now.volumes.stream()
                        .filter(volume ->
                                replaced.filter(old -> ServingMachines.mounts(old, volume))
                                        .isPresent())
                        .map(Volume::sizeGb)
                        .findFirst(),
                source.equals(target) || draft.isEmpty()
                        ? Optional.empty()
                        : new MissingSecrets(context.fly()).names(source, target),
                replaced.filter(_ -> draft.isPresent())
                        .map(_ -> new DowntimeEstimate(context).expected(target, appConfig)),
                draft.map(MachineDraft::verifier));
    }

    private CapacityAdvisor capacity() {
        return new CapacityAdvisor(context.fly());
    }

    private App targetApp(RestoreRequest request) {
        AppName target = request.targetApp();
        try {
            return context.fly().apps().get(target);
        } catch (FlyException e) {
            throw e.isNotFound() || e.problem().exit() == ExitCode.NOT_AUTHORISED
                    ? RestorePlanProblems.targetUnknown(target, e.problem()).exception(e)
                    : e;
        }
    }

    private SnapshotRow findSnapshot(RestoreRequest request, List<Volume> volumes) {
        RestoreRequest.Source wanted = request.source();
        Optional<Receipt> receipt = wanted.receipt().map(ReceiptFile::receipt);
        if (receipt.isPresent() && !receipt.get().app().equals(wanted.app())) {
            throw RestorePlanProblems.receiptOfOtherApp(wanted.app(), receipt.get().app())
                    .exception();
        }
        Optional<VolumeId> volume = wanted.volume().or(() -> receipt.map(it -> it.volume().id()));
        SnapshotRow row =
                new SnapshotFinder(context, check -> mayBeTaken(request, check))
                        .find(wanted.app(), wanted.snapshot(), volume, volumes);
        SnapshotId found = row.snapshot().id().orElseThrow();
        row.check()
                .filter(it -> !mayBeTaken(request, it))
                .ifPresent(it -> {
                    throw RestorePlanProblems.knownToBeBad(wanted.app(), it).exception();
                });
        if (receipt.isPresent() && !receipt.get().snapshot().equals(found)) {
            throw RestorePlanProblems.receiptOfOtherSnapshot(found, receipt.get().snapshot())
                    .exception();
        }
        return row;
    }

    private static boolean mayBeTaken(RestoreRequest request, SnapshotCheck check) {
        return !check.isBad()
                || request.source().evenIfBad()
                || (check.onlyEmpty() && request.checks().acceptsEmpty());
    }

    List<Machine> livingMachines(AppName app) {
        return context.fly().machines().list(app).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }

    /** The machines of the app that serve data from volumes of that name. */
    ServingMachines serving(
            AppName app,
            VolumeId source,
            VolumeName name,
            List<Machine> machines,
            List<Volume> volumes) {
        return ServingMachines.find(
                source, name, machines, volumes, new RestoreHistory(context).successors(app));
    }

    static void requireSingleReplaced(AppName app, ServingMachines serving) {
        if (serving.candidates().size() > 1) {
            throw CutoverProblems.severalToReplace(app, serving.candidates()).exception();
        }
    }

    /** A machine whose host does not answer cannot be stopped, and may continue to write. */
    static boolean isUnreachable(Optional<Machine> machine) {
        return machine.map(it -> it.hostStatus() != HostStatus.OK).orElse(false);
    }
}
