package dev.flysnap.restore;

import dev.flysnap.fly.App;
import dev.flysnap.fly.CreateVolume;
import dev.flysnap.fly.FlyException;
import dev.flysnap.hook.Grade;
import dev.flysnap.hook.Receipt;
import dev.flysnap.journal.KnownSnapshot;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
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
import dev.flysnap.restore.RestoreRequest.Goal;
import dev.flysnap.snapshot.SnapshotFinder;
import dev.flysnap.snapshot.SnapshotRow;
import dev.flysnap.snapshot.Workbench;
import java.util.List;
import java.util.Optional;

/** Looks at the world and decides how a snapshot is brought back. Changes nothing. */
final class RestorePlanner {
    private final Workbench bench;

    RestorePlanner(Workbench bench) {
        this.bench = bench;
    }

    RestorePlan plan(RunId run, RestoreRequest request, ImageQuestion question) {
        App source = bench.fly().apps().get(request.app());
        App target = target(request, source);
        new RoomAdvice(bench.fly()).check(request.to().regions());
        SnapshotRow row = row(request);
        Volume volume = SourceVolume.of(row, request.receipt());
        List<Machine> machines = living(source.name());
        List<Volume> volumes = bench.fly().volumes().list(source.name());
        boolean cutover = request.goal() == Goal.CUTOVER;
        boolean sameApp = target.name().equals(source.name());
        Optional<Machine> serving =
                the(
                        source.name(),
                        ServingMachine.candidates(volume.id(), volume.name(), machines, volumes),
                        cutover && sameApp);
        Optional<Machine> replaced =
                sameApp ? serving : serving(target.name(), volume.id(), volume.name(), cutover);
        if (cutover && isUnreachable(replaced) && !request.acceptUnfenced()) {
            throw RestoreProblems.cannotBeFenced(target.name(), replaced.orElseThrow()).exception();
        }
        SnapshotId snapshot = row.snapshot().id().orElseThrow();
        Optional<Draft> draft =
                request.goal() == Goal.VOLUME
                        ? Optional.empty()
                        : Optional.of(
                                draft(run, request, row, volume, serving, machines, question));
        List<Region> regions = SourceVolume.regions(request, volume);
        CreateVolume newVolume =
                SourceVolume.like(
                        volume,
                        row,
                        request,
                        draft.isPresent() ? volume.name() : LooseVolume.name(volume.name(), run),
                        regions.getFirst(),
                        draft.map(Draft::config));
        Json.Obj appConfig = draft.map(Draft::config).orElse(Json.Obj.empty());
        return new RestorePlan(
                run,
                target.name(),
                snapshot,
                row.snapshot().createdAt(),
                row.grade().or(() -> request.receipt().map(it -> it.receipt().grade().label())),
                volume.id(),
                newVolume,
                regions,
                "flysnap-" + run.value().replace('_', '-'),
                draft.map(Draft::verifier).orElse(Json.Obj.empty()),
                appConfig,
                draft.isPresent() ? replaced : Optional.empty(),
                cutover && isUnreachable(replaced),
                expected(row, request),
                request.checks().verify(),
                request.checks().expectations(),
                cutover,
                draft.isEmpty(),
                request.keepFailed(),
                request.timeout(),
                new PlanGrounds(
                        source.name(),
                        volume.region(),
                        draft.map(it -> it.found().source().words()),
                        draft.map(Draft::image),
                        new RoomAdvice(bench.fly()).room(newVolume, regions, target.organization()),
                        request.to().sizeGb(),
                        volumes.stream()
                                .filter(it ->
                                        replaced.filter(old -> ServingMachine.mounts(old, it))
                                                .isPresent())
                                .map(Volume::sizeGb)
                                .findFirst(),
                        sameApp || draft.isEmpty()
                                ? Optional.empty()
                                : new SecretNames(bench.fly())
                                        .lacking(source.name(), target.name()),
                        replaced.filter(_ -> draft.isPresent())
                                .map(_ ->
                                        new ServiceGaps(bench)
                                                .expected(target.name(), appConfig))));
    }

    /** What the new machine is going to be made of. */
    private record Draft(FoundConfig found, ImageUse image, Json.Obj config, Json.Obj verifier) {}

    private static Draft draft(
            RunId run,
            RestoreRequest request,
            SnapshotRow row,
            Volume volume,
            Optional<Machine> serving,
            List<Machine> machines,
            ImageQuestion question) {
        SnapshotId snapshot = row.snapshot().id().orElseThrow();
        FoundConfig found =
                ConfigSearch.find(request, snapshot, volume.id(), serving, machines, row.known());
        Optional<String> then =
                row.known()
                        .flatMap(RestorePlanner::machineOf)
                        .flatMap(ImageUse.Candidates::of)
                        .or(() ->
                                request.receipt()
                                        .map(ReceiptGiven::receipt)
                                        .flatMap(Receipt::image));
        ImageUse image =
                ImageUse.pick(
                        request.app(),
                        snapshot,
                        found,
                        new ImageUse.Candidates(then, serving.flatMap(ImageUse.Candidates::of)),
                        request.machine().image(),
                        question);
        Json.Obj app =
                MachineConfigs.withMetadata(
                        image.in(found.config()), VerifierConfig.RUN_KEY, run.value());
        Json.Obj mount = MachineConfigs.mountOf(app, volume.id()).orElseThrow();
        return new Draft(
                found,
                image,
                app,
                VerifierConfig.of(
                        run, app, mount, request.machine().verifierImage(), request.checks()));
    }

    private App target(RestoreRequest request, App source) {
        AppName target = request.targetApp();
        if (target.equals(source.name())) {
            return source;
        }
        try {
            return bench.fly().apps().get(target);
        } catch (FlyException e) {
            throw e.isNotFound() || e.problem().exit() == ExitCode.NOT_AUTHORISED
                    ? SourceProblems.targetUnknown(target, e.problem()).exception(e)
                    : e;
        }
    }

    private SnapshotRow row(RestoreRequest request) {
        request.receipt()
                .map(it -> it.receipt().app())
                .filter(it -> !it.equals(request.app()))
                .ifPresent(it -> {
                    throw SourceProblems.receiptOfAnotherApp(request.app(), it).exception();
                });
        Optional<VolumeId> volume =
                request.volume().or(() -> request.receipt().map(it -> it.receipt().volume().id()));
        SnapshotRow row = new SnapshotFinder(bench).find(request.app(), request.snapshot(), volume);
        SnapshotId found = row.snapshot().id().orElseThrow();
        request.receipt()
                .map(it -> it.receipt().snapshot())
                .filter(it -> !it.equals(found))
                .ifPresent(it -> {
                    throw SourceProblems.receiptOfAnother(found, it).exception();
                });
        return row;
    }

    private List<Machine> living(AppName app) {
        return bench.fly().machines().list(app).stream()
                .filter(it -> !it.state().isDead())
                .toList();
    }

    private static Optional<Machine> machineOf(KnownSnapshot known) {
        return known.machine().map(it -> Records.read(Machine.class, it));
    }

    /** The machine to replace as things are now, for a run whose plan did not go as far. */
    Optional<Machine> replacedNow(RestorePlan plan) {
        return serving(plan.app(), plan.sourceVolume(), plan.newVolume().name(), true);
    }

    private Optional<Machine> serving(
            AppName app, VolumeId source, VolumeName name, boolean mustBeClear) {
        return the(
                app,
                ServingMachine.candidates(
                        source, name, living(app), bench.fly().volumes().list(app)),
                mustBeClear);
    }

    private static Optional<Machine> the(
            AppName app, List<Machine> candidates, boolean mustBeClear) {
        if (candidates.size() > 1 && mustBeClear) {
            throw RestoreProblems.severalToReplace(app, candidates).exception();
        }
        return candidates.size() == 1 ? Optional.of(candidates.getFirst()) : Optional.empty();
    }

    /** A machine whose host does not answer cannot be stopped, and may go on writing. */
    private static boolean isUnreachable(Optional<Machine> machine) {
        return machine.map(it -> it.hostStatus() != HostStatus.OK).orElse(false);
    }

    /**
     * The databases of the receipt. Only where writers were off until the snapshot was there must
     * they be the same to the schema: after a plain quiesce the app may have migrated before the
     * snapshot was taken.
     */
    private static List<ExpectedDatabase> expected(SnapshotRow row, RestoreRequest request) {
        Optional<Json.Obj> receipt =
                row.known()
                        .map(KnownSnapshot::receipt)
                        .or(() -> request.receipt().map(it -> it.receipt().json()));
        boolean exact =
                receipt.flatMap(it -> it.text("grade"))
                        .map(it -> Grade.of(it).isAtLeast(Grade.HELD))
                        .orElse(false);
        return receipt.map(it -> it.objects("databases")).orElse(List.of()).stream()
                .map(it -> Records.read(ExpectedDatabase.class, it))
                .map(it -> exact ? it : it.byNameOnly())
                .toList();
    }
}
