package dev.flysnap.restore.plan;

import dev.flysnap.fly.resource.App;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.machine.MachineProblems;
import dev.flysnap.restore.model.ImageUse;
import dev.flysnap.restore.model.PlanRationale;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.MoveRequest;
import dev.flysnap.restore.topology.FormerMachines;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.restore.topology.ServingMachines;
import dev.flysnap.restore.verify.Verifier;
import dev.flysnap.restore.verify.VerifierConfig;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.tags.CreateTag;
import dev.flysnap.tags.MachineConfigs;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans how a machine and its volume are moved, from what is on Fly. Changes nothing. */
public final class MovePlanner {
    private static final List<MachineState> MOVABLE =
            List.of(MachineState.STARTED, MachineState.STOPPED);

    private final RunContext context;

    public MovePlanner(RunContext context) {
        this.context = context;
    }

    public RestorePlan plan(RunId run, RunId ownCreate, MoveRequest request) {
        App app = context.fly().apps().get(request.app());
        CapacityAdvisor capacity = new CapacityAdvisor(context.fly());
        capacity.checkRegionsExist(request.toRegions());
        Volume source = new VolumeSelector(context).select(request.app(), request.volume());
        if (source.hostStatus() != HostStatus.OK) {
            throw RestorePlanProblems.hostUnreachable(
                            request.app(), "volume " + source.id(), source.hostStatus())
                    .exception();
        }
        if (!request.newHost() && request.toRegions().contains(source.region())) {
            throw RestorePlanProblems.alreadyInRegion(request.app(), source).exception();
        }
        Machine machine = machine(request, source);
        Json.Obj appConfig =
                machine.config()
                        .orElseThrow(() ->
                                MachineProblems.configMissing(request.app(), machine).exception());
        Json.Obj mount =
                MachineConfigs.mountOf(appConfig, source.id())
                        .orElseThrow(() ->
                                RestorePlanProblems.noMachine(request.app(), source.id())
                                        .exception());
        RestoreTag tag = RestoreTag.ofMove(source.id(), machine);
        Json.Obj newConfig =
                tag.addTo(
                        MachineConfigs.withMetadata(
                                RestoreTag.without(CreateTag.without(appConfig)),
                                TagKeys.RUN_KEY,
                                run.value()));
        CreateVolume newVolume = newVolume(request, source, appConfig);
        Verifier verifier =
                new VerifierSelector(context)
                        .select(
                                request.app(),
                                appConfig.text("image").orElse(""),
                                request.verifierImage(),
                                List.of(machine),
                                Optional.empty());
        return new RestorePlan(
                run,
                new RestorePlan.Source(
                        source.id(),
                        Optional.empty(),
                        Optional.of(ownCreate),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()),
                new RestorePlan.Destination(request.app(), newVolume, request.toRegions()),
                new RestorePlan.MachineToCreate(
                        RestorePlan.MachineToCreate.nameFor(run),
                        tag.addTo(
                                VerifierConfig.of(
                                        run, newConfig, mount, verifier, request.checks())),
                        newConfig),
                new RestorePlan.Serving(
                        Optional.of(machine), beside(request.app(), source, machine)),
                request.checks(),
                Goal.CUTOVER,
                false,
                request.timeout(),
                new PlanRationale(
                        app.name(),
                        source.region(),
                        Optional.of("of machine " + machine.id()),
                        appConfig
                                .text("image")
                                .map(text ->
                                        new ImageUse(
                                                text, "the one that runs now", Optional.empty())),
                        capacity.regionsWithRoom(
                                newVolume, request.toRegions(), app.organization()),
                        request.sizeGb(),
                        Optional.of(source.sizeGb()),
                        Optional.empty(),
                        Optional.of(
                                new DowntimeEstimate(context)
                                        .expectedOfMove(request.app(), appConfig)),
                        Optional.of(verifier),
                        Optional.empty()));
    }

    /** Other machines of the app with volumes of that name, each with its own data. */
    private Set<MachineId> beside(AppName app, Volume source, Machine machine) {
        ServingMachines serving =
                ServingMachines.find(
                        source.id(),
                        source.name(),
                        context.fly().machines().list(app).stream()
                                .filter(it -> !it.state().isDead())
                                .toList(),
                        context.fly().volumes().list(app),
                        () -> FormerMachines.of(app, context.journal().snapshots(app)),
                        new RestoreHistory(context).successors(app));
        if (serving.onlyCandidate().filter(it -> it.id().equals(machine.id())).isEmpty()) {
            throw RestorePlanProblems.severalMachines(app, machine, serving.candidates())
                    .exception();
        }
        return serving.beside();
    }

    private Machine machine(MoveRequest request, Volume source) {
        Machine machine =
                source.attachedMachine()
                        .map(it -> context.fly().machines().get(request.app(), it))
                        .filter(it -> !it.state().isDead())
                        .orElseThrow(() ->
                                RestorePlanProblems.noMachine(request.app(), source.id())
                                        .exception());
        if (machine.hostStatus() != HostStatus.OK) {
            throw RestorePlanProblems.hostUnreachable(
                            request.app(), "machine " + machine.id(), machine.hostStatus())
                    .exception();
        }
        if (!MOVABLE.contains(machine.state())) {
            throw RestorePlanProblems.cannotBeStopped(request.app(), machine).exception();
        }
        return machine;
    }

    private static CreateVolume newVolume(MoveRequest request, Volume source, Json.Obj appConfig) {
        int sizeGb = request.sizeGb().orElse(source.sizeGb());
        if (sizeGb < source.sizeGb()) {
            throw RestorePlanProblems.tooSmall(sizeGb, source).exception();
        }
        return new CreateVolume(
                source.name(),
                request.toRegions().getFirst(),
                sizeGb,
                source.encrypted(),
                Optional.empty(),
                source.snapshotRetentionDays(),
                source.dailySnapshots(),
                appConfig.object("guest"),
                appConfig.text("image"),
                false);
    }
}
