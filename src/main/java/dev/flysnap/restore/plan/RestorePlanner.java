package dev.flysnap.restore.plan;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeName;
import dev.flysnap.restore.machine.CutoverProblems;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.model.PlanRationale;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.VolumeNames;
import dev.flysnap.restore.place.CopyPlacer;
import dev.flysnap.restore.place.CopyVolume;
import dev.flysnap.restore.plan.SituationReader.Situation;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.topology.EarlierMachines;
import dev.flysnap.restore.topology.MachineActivity;
import dev.flysnap.restore.topology.ServingMachines;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.RestoreTag;
import java.util.List;
import java.util.Optional;

/** Plans how a snapshot is restored, from what is on Fly. Changes nothing. */
public final class RestorePlanner {
    private final RunContext context;

    public RestorePlanner(RunContext context) {
        this.context = context;
    }

    public RestorePlan plan(RunId run, RestoreRequest request, ImageQuestion question) {
        return plan(run, request, question, List.of());
    }

    /**
     * @param placed the copies of the request, where it is known already where they go to
     */
    public RestorePlan plan(
            RunId run, RestoreRequest request, ImageQuestion question, List<PlacedCopy> placed) {
        Situation now = new SituationReader(context).read(request);
        boolean cutover = request.goal().isCutover();
        boolean trial = request.goal() == Goal.TRIAL;
        Optional<Machine> replaced = now.atTarget().onlyCandidate().filter(_ -> !trial);
        if (cutover) {
            requireSingleReplaced(now.target().name(), now.atTarget());
        }
        if (request.goal() == Goal.CUTOVER && isUnreachable(replaced)) {
            throw CutoverProblems.cannotBeFenced(now.target().name(), replaced.orElseThrow())
                    .exception();
        }
        Volume volume = now.volume();
        Optional<MachineDraft> draft =
                request.goal() == Goal.VOLUME
                        ? Optional.empty()
                        : Optional.of(
                                MachineDraft.of(
                                        run,
                                        request,
                                        data(now, request),
                                        now.known(),
                                        volume,
                                        now.atSource().onlyCandidate(),
                                        now.machines(),
                                        new EarlierMachines(
                                                request.source().app(),
                                                volume.name(),
                                                MachineActivity.mounting(
                                                        volume.name(),
                                                        now.machines(),
                                                        now.volumes()),
                                                context.journal()),
                                        question,
                                        new VerifierSelector(context)));
        List<Region> regions = SourceVolume.regions(request, volume);
        CreateVolume newVolume =
                newVolume(
                        now,
                        request,
                        VolumeNames.of(request.goal(), volume.name(), run),
                        regions.getFirst(),
                        draft.map(MachineDraft::config));
        RestorePlan.Source source =
                source(
                        request,
                        now,
                        draft.map(MachineDraft::config).orElse(Json.Obj.empty()),
                        placed);
        RestoreTag tag =
                RestoreTag.of(
                        now.snapshot(),
                        source.copies().stream().map(PlacedCopy::forTag).toList(),
                        volume.id(),
                        cutover,
                        replaced);
        Json.Obj appConfig =
                draft.map(MachineDraft::config).map(tag::addTo).orElse(Json.Obj.empty());
        return new RestorePlan(
                run,
                source,
                new RestorePlan.Destination(now.target().name(), newVolume, regions),
                new RestorePlan.MachineToCreate(
                        RestorePlan.MachineToCreate.nameFor(run),
                        draft.map(MachineDraft::verifierConfig)
                                .map(tag::addTo)
                                .orElse(Json.Obj.empty()),
                        appConfig),
                new RestorePlan.Serving(
                        draft.isPresent() ? replaced : Optional.empty(), now.atTarget().beside()),
                request.checks(),
                cutover && !isUnreachable(replaced) ? Goal.CUTOVER : request.goal(),
                request.keepFailed(),
                request.timeout(),
                rationale(request, now, draft, newVolume, regions, appConfig));
    }

    private static String data(Situation now, RestoreRequest request) {
        return now.snapshot()
                .map(SnapshotId::value)
                .or(() -> request.source().copies().map(CopyRequest::description))
                .orElseThrow();
    }

    private static CreateVolume newVolume(
            Situation now,
            RestoreRequest request,
            VolumeName name,
            Region region,
            Optional<Json.Obj> config) {
        return now.row()
                .map(it -> SourceVolume.newVolume(now.volume(), it, request, name, region, config))
                .orElseGet(() ->
                        CopyVolume.empty(
                                now.volume(),
                                request.source().copies().orElseThrow(),
                                request.to().sizeGb(),
                                name,
                                region,
                                config));
    }

    private RestorePlan.Source source(
            RestoreRequest request, Situation now, Json.Obj config, List<PlacedCopy> placed) {
        Optional<String> mountPath =
                MachineConfigs.mountOf(config, now.volume().id()).flatMap(it -> it.text("path"));
        if (now.row().isEmpty()) {
            return CopyPlacer.source(
                    now.volume().id(),
                    placed.isEmpty() ? place(request, now, mountPath.orElseThrow()) : placed,
                    mountPath);
        }
        SnapshotRow row = now.row().get();
        return new RestorePlan.Source(
                now.volume().id(),
                now.snapshot(),
                Optional.empty(),
                row.snapshot().createdAt(),
                row.grade()
                        .or(() ->
                                request.source().receipt().map(it -> it.receipt().grade().label())),
                ExpectedDatabases.of(
                        row,
                        request,
                        context.journal().snapshots(request.source().app()),
                        mountPath));
    }

    private List<PlacedCopy> place(RestoreRequest request, Situation now, String mountPath) {
        return new CopyPlacer(
                        context,
                        request.source().copies().orElseThrow(),
                        request.source().app(),
                        mountPath)
                .place(now.atTarget().onlyCandidate(), now.target().name());
    }

    private PlanRationale rationale(
            RestoreRequest request,
            Situation now,
            Optional<MachineDraft> draft,
            CreateVolume newVolume,
            List<Region> regions,
            Json.Obj appConfig) {
        AppName source = request.source().app();
        AppName target = now.target().name();
        Optional<Machine> replaced =
                now.atTarget().onlyCandidate().filter(_ -> request.goal() != Goal.TRIAL);
        return new PlanRationale(
                source,
                now.volume().region(),
                draft.map(it -> it.found().source().description()),
                draft.map(MachineDraft::image),
                capacity().regionsWithRoom(newVolume, regions, now.target().organization()),
                request.to().sizeGb(),
                now.volumes().stream()
                        .filter(volume ->
                                replaced.filter(old -> ServingMachines.mounts(old, volume))
                                        .isPresent())
                        .map(Volume::sizeGb)
                        .findFirst(),
                source.equals(target) || draft.isEmpty() || now.row().isEmpty()
                        ? Optional.empty()
                        : new MissingSecrets(context.fly()).names(source, target),
                replaced.filter(_ -> draft.isPresent())
                        .map(_ -> new DowntimeEstimate(context).expected(target, appConfig)),
                draft.map(MachineDraft::verifier),
                new KnownReplicas(context)
                        .of(source, now.atSource().onlyCandidate(), now.known(), request));
    }

    private CapacityAdvisor capacity() {
        return new CapacityAdvisor(context.fly());
    }

    static void requireSingleReplaced(AppName app, ServingMachines serving) {
        if (serving.candidates().size() > 1) {
            throw CutoverProblems.severalToReplace(app, serving.candidates()).exception();
        }
        if (!serving.unclear().isEmpty()) {
            throw CutoverProblems.otherProcessGroup(app, serving.unclear()).exception();
        }
    }

    /** A machine whose host does not answer cannot be stopped, and may continue to write. */
    static boolean isUnreachable(Optional<Machine> machine) {
        return machine.map(it -> it.hostStatus() != HostStatus.OK).orElse(false);
    }
}
