package dev.flysnap.restore.plan;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.App;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.place.CopyVolume;
import dev.flysnap.restore.request.ReceiptFile;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.topology.FormerMachines;
import dev.flysnap.restore.topology.FormerMachines.InService;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.ServingMachines;
import dev.flysnap.runtime.ParallelTasks;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what is on Fly and in the journal of what a restore starts from. Changes nothing. */
final class SituationReader {
    private final RunContext context;

    SituationReader(RunContext context) {
        this.context = context;
    }

    /** What is on Fly, and which snapshot of it was asked for. */
    record Situation(
            App target,
            List<Volume> volumes,
            List<Machine> machines,
            Optional<SnapshotRow> row,
            Optional<SnapshotRecord> known,
            Volume volume,
            ServingMachines atSource,
            ServingMachines atTarget) {
        Optional<SnapshotId> snapshot() {
            return row.flatMap(it -> it.snapshot().id());
        }
    }

    Situation read(RestoreRequest request) {
        return request.source().copies().isPresent()
                ? readForCopies(request)
                : readForSnapshot(request);
    }

    /** The app that the copies are of need not exist any more: what counts is where they go to. */
    private Situation readForCopies(RestoreRequest request) {
        App target = targetApp(request);
        AppName app = target.name();
        boolean _ = new CapacityAdvisor(context.fly()).checkRegionsExist(request.to().regions());
        List<Volume> volumes = context.fly().volumes().list(app);
        List<Machine> machines = livingMachines(app);
        FormerMachines former = formerMachines(request.source().app());
        Optional<VolumeId> named = request.source().volume();
        Optional<SnapshotRecord> lost =
                VolumeSelector.living(volumes).isEmpty()
                        ? named.map(former::of).orElseGet(former::newestOfApp)
                        : Optional.empty();
        boolean isPlaceOfOne =
                !VolumeSelector.living(volumes).isEmpty() || (named.isPresent() && lost.isEmpty());
        Volume volume =
                isPlaceOfOne
                        ? new VolumeSelector(context).select(app, named)
                        : CopyVolume.formerOr(lost, request.to().regions().stream().findFirst());
        Optional<SnapshotRecord> known =
                lost.or(() -> former.of(volume.id(), volume.name()))
                        .or(() ->
                                app.equals(request.source().app())
                                        ? Optional.empty()
                                        : former.newestIfOfOneKind());
        ServingMachines serving =
                serving(app, volume.id(), volume.name(), machines, volumes, Optional.empty());
        return new Situation(
                target,
                volumes,
                machines,
                Optional.empty(),
                known.filter(_ -> serving.candidates().isEmpty()),
                volume,
                serving,
                serving);
    }

    private Situation readForSnapshot(RestoreRequest request) {
        try (ParallelTasks reads = new ParallelTasks()) {
            AppName app = request.source().app();
            boolean sameApp = request.targetApp().equals(app);
            Supplier<App> sourceRead = reads.submit(() -> context.fly().apps().get(app));
            Supplier<App> targetRead =
                    sameApp ? sourceRead : reads.submit(() -> targetApp(request));
            Supplier<Boolean> regionsRead =
                    reads.submit(() ->
                            new CapacityAdvisor(context.fly())
                                    .checkRegionsExist(request.to().regions()));
            Supplier<List<Machine>> machinesRead = reads.submit(() -> livingMachines(app));
            Supplier<List<Volume>> volumesRead =
                    reads.submit(() -> context.fly().volumes().list(app));
            App source = sourceRead.get();
            App target = targetRead.get();
            boolean _ = regionsRead.get();
            List<Volume> volumes = volumesRead.get();
            SnapshotRow found = findSnapshot(request, volumes);
            SnapshotRow row = withMachine(found, app);
            Optional<Json.Obj> ofReceipt = request.source().receipt().flatMap(ReceiptFile::machine);
            Volume volume = SourceVolume.of(row, request.source().receipt());
            List<Machine> machines = machinesRead.get();
            ServingMachines atSource =
                    serving(
                            source.name(),
                            volume.id(),
                            volume.name(),
                            machines,
                            volumes,
                            inService(found, ofReceipt));
            ServingMachines atTarget =
                    sameApp
                            ? atSource
                            : serving(
                                    target.name(),
                                    volume.id(),
                                    volume.name(),
                                    livingMachines(target.name()),
                                    context.fly().volumes().list(target.name()),
                                    Optional.empty());
            return new Situation(
                    target,
                    volumes,
                    machines,
                    Optional.of(row),
                    row.known()
                            .or(() ->
                                    atSource.candidates().isEmpty() && ofReceipt.isEmpty()
                                            ? formerMachines(app).of(volume.id(), volume.name())
                                            : Optional.empty()),
                    volume,
                    atSource,
                    atTarget);
        }
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

    /**
     * A snapshot of a volume that no machine had: with the machine that had one of that name
     * before, as this journal kept it.
     */
    private SnapshotRow withMachine(SnapshotRow row, AppName app) {
        return row.known()
                .filter(it -> it.machine().isEmpty())
                .flatMap(known ->
                        FormerMachines.volumeName(known)
                                .flatMap(name -> formerMachines(app).of(known.volume(), name)))
                .flatMap(SnapshotRecord::machine)
                .map(row::withMachine)
                .orElse(row);
    }

    /** As the snapshot itself tells it. */
    private static Optional<InService> inService(SnapshotRow row, Optional<Json.Obj> ofReceipt) {
        return row.known()
                .flatMap(SnapshotRecord::machine)
                .or(() -> ofReceipt)
                .flatMap(it -> InService.ofMachine(it, row.snapshot().createdAt()));
    }

    private FormerMachines formerMachines(AppName app) {
        return FormerMachines.of(app, context.journal().snapshots(app));
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
            List<Volume> volumes,
            Optional<InService> otherwise) {
        return ServingMachines.find(
                source,
                name,
                machines,
                volumes,
                () -> formerMachines(app).orElse(otherwise),
                new RestoreHistory(context).successors(app));
    }
}
