package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.saga.Probe;
import dev.flysnap.saga.Saga;
import dev.flysnap.snapshot.Workbench;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The two functions of a restore that touch the world: which part of it does which step. */
final class RestoreSaga implements Saga<RestoreStep, RestoreEffect, RestoreState> {
    private final RestorePlan plan;
    private final Workbench bench;
    private final WayBack way;
    private final Ahead ahead;
    private final MachineChanges changes;
    private final MachineWaits waits;
    private final NewVolume newVolume;
    private final NewMachine newMachine;
    private final OldMachine oldMachine;
    private final OwnSnapshot ownSnapshot;
    private final SoleWriter soleWriter;

    /**
     * @param ahead as far as it goes forward
     */
    RestoreSaga(RestorePlan plan, MachineLeases leases, WayBack way, Ahead ahead) {
        this.plan = plan;
        this.way = way;
        this.ahead = ahead;
        this.bench = leases.bench();
        this.changes = new MachineChanges(plan.app(), bench, leases);
        this.waits = new MachineWaits(plan.app(), bench, leases, changes, plan.timeout());
        this.newVolume = new NewVolume(plan, bench);
        this.newMachine = new NewMachine(plan, bench, changes, waits);
        this.oldMachine = new OldMachine(plan, bench, changes, waits);
        this.ownSnapshot = new OwnSnapshot(plan, bench);
        this.soleWriter = new SoleWriter(plan, bench);
    }

    @Override
    public RestoreState start() {
        return RestoreState.START;
    }

    @Override
    public RestoreState after(RestoreState state, RestoreEffect effect) {
        return state.after(effect);
    }

    @Override
    public RestoreState takenUp(RestoreState state, int attempt) {
        return state.takenUp();
    }

    @Override
    public Optional<RestoreStep> forward(RestoreState state) {
        return switch (ahead) {
            case THE_END -> plan.forward(state);
            case WITHOUT_THE_OLD -> plan.forward(state).or(() -> OldMachineWay.towardsGone(state));
            case OLD_STOPPED -> OldMachineWay.towardsStopped(state);
        };
    }

    @Override
    public Optional<RestoreStep> back(RestoreState state) {
        Optional<RestoreStep> next =
                switch (way) {
                    case ROLLBACK -> plan.back(state);
                    case REVERT -> plan.revert(state);
                    case OLD_MACHINE_ONLY -> BackWay.oldBackToWork(state, plan.appConfig());
                };
        return next.isPresent() && state.oldStays().isEmpty()
                ? Optional.of(BackWay.beginning(state))
                : next;
    }

    @Override
    public RestoreEffect apply(RestoreStep step) {
        return switch (step) {
            case RestoreStep.LookBefore() -> new RestoreEffect.SawVolumes(newVolume.ids());
            case RestoreStep.CreateVolume(
                            Set<VolumeId> before,
                            Region region,
                            SnapshotId snapshot) ->
                    newVolume.create(before, region, snapshot);
            case RestoreStep.AwaitVolume(VolumeId volume) ->
                    reached(Milestone.VOLUME_READY, () -> newVolume.awaitReady(volume));
            case RestoreStep.CreateMachine(VolumeId volume, Region region) ->
                    newMachine.create(volume, region);
            case RestoreStep.AbandonVolume(VolumeId volume) -> {
                newVolume.delete(volume);
                yield new RestoreEffect.VolumeAbandoned();
            }
            case RestoreStep.GiveUp(List<RegionRefusal> refused) ->
                    throw RoomProblems.nowhere(plan, refused).exception();
            case RestoreStep.AwaitVerifier(MachineId machine) ->
                    reached(Milestone.VERIFIER_STARTED, () -> newMachine.awaitStarted(machine));
            case RestoreStep.ReadVerdict(MachineId machine) ->
                    new RestoreEffect.Verified(newMachine.verdict(machine));
            case RestoreStep.StopVerifier(MachineId machine) ->
                    reached(Milestone.VERIFIER_STOPPED, () -> newMachine.stop(machine));
            case RestoreStep.BeginCutover(Optional<MachineId> old) -> {
                Optional<Machine> now = old.map(oldMachine::asPlanned);
                soleWriter.demandForCutover(old);
                yield new RestoreEffect.CutoverBegun(
                        now, Optional.of(plan.unfenced()), bench.clock().instant());
            }
            case RestoreStep.CordonOld(MachineId machine) ->
                    reached(Milestone.OLD_CORDONED, () -> oldMachine.cordon(machine));
            case RestoreStep.WithdrawOld(MachineId machine) ->
                    reached(Milestone.OLD_WITHDRAWN, () -> oldMachine.withdraw(machine));
            case RestoreStep.StopOld(MachineId machine) ->
                    reached(Milestone.OLD_STOPPED, () -> oldMachine.stop(machine));
            case RestoreStep.UnscheduleOld(MachineId machine) ->
                    reached(Milestone.OLD_UNSCHEDULED, () -> oldMachine.unschedule(machine));
            case RestoreStep.LookStill(MachineId machine) ->
                    new RestoreEffect.SawStill(ownSnapshot.standing(oldMachine.now(machine)));
            case RestoreStep.TakeSnapshot(RunId create, VolumeId volume) ->
                    ownSnapshot.taken(create, volume);
            case RestoreStep.ConfirmStill(Machine then) -> {
                // Nobody starts it between this look and the commit.
                changes.hold(then.id());
                ownSnapshot.confirm(then, oldMachine.now(then.id()));
                yield reached(Milestone.STILL_CONFIRMED);
            }
            case RestoreStep.ConfirmAlone() ->
                    reached(Milestone.ALONE_CONFIRMED, () -> soleWriter.demandForNew(false));
            case RestoreStep.Commit() -> reached(Milestone.COMMITTED);
            case RestoreStep.BecomeApp(MachineId machine, VolumeId volume) -> {
                soleWriter.demandForNew(true);
                newMachine.becomeApp(machine, volume);
                yield reached(Milestone.NEW_UPDATED);
            }
            case RestoreStep.StartApp(MachineId machine) -> {
                soleWriter.demandForNew(true);
                newMachine.startApp(machine);
                yield reached(Milestone.NEW_STARTED);
            }
            case RestoreStep.AwaitHealthy(MachineId machine) ->
                    reached(Milestone.NEW_HEALTHY, () -> newMachine.awaitHealthy(machine));
            case RestoreStep.UncordonApp(MachineId machine) ->
                    reached(Milestone.IN_SERVICE, () -> changes.uncordon(machine));
            case RestoreStep.BeginUndo begin -> {
                RestoreEffect.UndoBegun begun = new WayBackLook(plan, bench).look(begin, way);
                soleWriter.allow(begun.beside());
                yield begun;
            }
            case RestoreStep.ReturnMetadata(MachineId machine, Map<String, String> metadata) -> {
                soleWriter.demandForOld(machine);
                oldMachine.returnMetadata(machine, metadata);
                yield reached(Milestone.OLD_METADATA_BACK);
            }
            case RestoreStep.StartOld(Machine before) -> {
                soleWriter.demandForOld(before.id());
                oldMachine.startAgain(before);
                yield reached(Milestone.OLD_STARTED_AGAIN);
            }
            case RestoreStep.UncordonOld(MachineId machine) ->
                    reached(Milestone.OLD_UNCORDONED, () -> changes.uncordon(machine));
            case RestoreStep.CordonNew(MachineId machine) ->
                    reached(
                            Milestone.NEW_CORDONED,
                            () -> newMachine.unlessGone(machine, () -> changes.cordon(machine)));
            case RestoreStep.WithdrawNew(MachineId machine) ->
                    reached(
                            Milestone.NEW_WITHDRAWN,
                            () ->
                                    newMachine.unlessGone(
                                            machine, () -> oldMachine.withdraw(machine)));
            case RestoreStep.StopNew(MachineId machine) ->
                    reached(
                            Milestone.NEW_STOPPED,
                            () -> newMachine.unlessGone(machine, () -> newMachine.stop(machine)));
            case RestoreStep.DeleteMachine(MachineId machine) ->
                    reached(Milestone.MACHINE_DELETED, () -> waits.remove(machine, true));
            case RestoreStep.DeleteVolume(VolumeId volume) ->
                    reached(Milestone.VOLUME_DELETED, () -> newVolume.delete(volume));
            case RestoreStep.BeginFinish(MachineId old, Optional<VolumeId> volume) ->
                    new RestoreEffect.FinishBegun(
                            volume.or(() ->
                                    oldMachine.now(old).mountedVolumes().stream().findFirst()),
                            bench.clock().instant());
            case RestoreStep.DeleteOldMachine(MachineId machine) ->
                    reached(
                            Milestone.OLD_MACHINE_DELETED,
                            () -> // Not by force: one that runs again is refused.
                            waits.remove(machine, false));
            case RestoreStep.DeleteOldVolume(VolumeId volume) ->
                    reached(Milestone.OLD_VOLUME_DELETED, () -> newVolume.delete(volume));
        };
    }

    @Override
    public Probe<RestoreEffect> probe(RestoreStep step) {
        return switch (step) {
            case RestoreStep.CreateVolume(Set<VolumeId> before, Region region, SnapshotId _) ->
                    newVolume.probe(before, region);
            case RestoreStep.CreateMachine create -> newMachine.probe();
            case RestoreStep.BecomeApp(MachineId machine, VolumeId _) ->
                    newMachine.probeApp(machine, reached(Milestone.NEW_UPDATED));
            // Looking and waiting change nothing; the others look for themselves before they ask
            // again.
            case RestoreStep.LookBefore _ -> new Probe.Absent<>();
            case RestoreStep.AwaitVolume _ -> new Probe.Absent<>();
            case RestoreStep.AbandonVolume _ -> new Probe.Absent<>();
            case RestoreStep.GiveUp _ -> new Probe.Absent<>();
            case RestoreStep.AwaitVerifier _ -> new Probe.Absent<>();
            case RestoreStep.ReadVerdict _ -> new Probe.Absent<>();
            case RestoreStep.StopVerifier _ -> new Probe.Absent<>();
            case RestoreStep.BeginCutover _ -> new Probe.Absent<>();
            case RestoreStep.CordonOld _ -> new Probe.Absent<>();
            case RestoreStep.WithdrawOld _ -> new Probe.Absent<>();
            case RestoreStep.StopOld _ -> new Probe.Absent<>();
            case RestoreStep.UnscheduleOld _ -> new Probe.Absent<>();
            case RestoreStep.Commit() -> new Probe.Present<>(reached(Milestone.COMMITTED));
            case RestoreStep.BeginUndo _ -> new Probe.Absent<>();
            case RestoreStep.StartApp _ -> new Probe.Absent<>();
            case RestoreStep.AwaitHealthy _ -> new Probe.Absent<>();
            case RestoreStep.UncordonApp _ -> new Probe.Absent<>();
            case RestoreStep.ReturnMetadata _ -> new Probe.Absent<>();
            case RestoreStep.StartOld _ -> new Probe.Absent<>();
            case RestoreStep.UncordonOld _ -> new Probe.Absent<>();
            case RestoreStep.CordonNew _ -> new Probe.Absent<>();
            case RestoreStep.WithdrawNew _ -> new Probe.Absent<>();
            case RestoreStep.StopNew _ -> new Probe.Absent<>();
            case RestoreStep.DeleteMachine _ -> new Probe.Absent<>();
            case RestoreStep.DeleteVolume _ -> new Probe.Absent<>();
            case RestoreStep.LookStill _ -> new Probe.Absent<>();
            // The create's own run knows what had become of it.
            case RestoreStep.TakeSnapshot _ -> new Probe.Absent<>();
            case RestoreStep.ConfirmStill _ -> new Probe.Absent<>();
            case RestoreStep.ConfirmAlone _ -> new Probe.Absent<>();
            case RestoreStep.BeginFinish _ -> new Probe.Absent<>();
            case RestoreStep.DeleteOldMachine _ -> new Probe.Absent<>();
            case RestoreStep.DeleteOldVolume _ -> new Probe.Absent<>();
        };
    }

    private RestoreEffect reached(Milestone milestone, Runnable change) {
        change.run();
        return reached(milestone);
    }

    private RestoreEffect reached(Milestone milestone) {
        return new RestoreEffect.Reached(milestone, bench.clock().instant());
    }
}
