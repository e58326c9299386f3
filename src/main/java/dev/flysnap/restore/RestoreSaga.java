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
    private final boolean finishing;
    private final MachineChanges changes;
    private final MachineWaits waits;
    private final NewVolume newVolume;
    private final NewMachine newMachine;
    private final OldMachine oldMachine;
    private final OwnSnapshot ownSnapshot;

    /**
     * @param finishing whether what the cutover replaced goes in the end, on the user's word
     */
    RestoreSaga(RestorePlan plan, MachineLeases leases, WayBack way, boolean finishing) {
        this.plan = plan;
        this.way = way;
        this.finishing = finishing;
        this.bench = leases.bench();
        this.changes = new MachineChanges(plan.app(), bench, leases);
        this.waits = new MachineWaits(plan.app(), bench, leases, changes, plan.timeout());
        this.newVolume = new NewVolume(plan, bench);
        this.newMachine = new NewMachine(plan, bench, changes, waits);
        this.oldMachine = new OldMachine(plan, bench, changes, waits);
        this.ownSnapshot = new OwnSnapshot(plan, bench);
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
        Optional<RestoreStep> next = plan.forward(state);
        return finishing ? next.or(() -> OldMachineWay.towardsGone(state)) : next;
    }

    @Override
    public Optional<RestoreStep> back(RestoreState state) {
        return switch (way) {
            case ROLLBACK -> plan.back(state);
            case REVERT -> plan.revert(state);
            case OLD_MACHINE_ONLY -> OldMachineWay.backToWork(state, plan.appConfig());
        };
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
            case RestoreStep.AwaitVolume(VolumeId volume) -> {
                newVolume.awaitReady(volume);
                yield reached(Milestone.VOLUME_READY);
            }
            case RestoreStep.CreateMachine(VolumeId volume, Region region) ->
                    newMachine.create(volume, region);
            case RestoreStep.AbandonVolume(VolumeId volume) -> {
                newVolume.delete(volume);
                yield new RestoreEffect.VolumeAbandoned();
            }
            case RestoreStep.GiveUp(List<RegionRefusal> refused) ->
                    throw RoomProblems.nowhere(plan, refused).exception();
            case RestoreStep.AwaitVerifier(MachineId machine) -> {
                newMachine.awaitStarted(machine);
                yield reached(Milestone.VERIFIER_STARTED);
            }
            case RestoreStep.ReadVerdict(MachineId machine) ->
                    new RestoreEffect.Verified(newMachine.verdict(machine));
            case RestoreStep.StopVerifier(MachineId machine) -> {
                newMachine.stop(machine);
                yield reached(Milestone.VERIFIER_STOPPED);
            }
            case RestoreStep.BeginCutover(Optional<MachineId> old) ->
                    new RestoreEffect.CutoverBegun(
                            old.map(oldMachine::asPlanned), bench.clock().instant());
            case RestoreStep.CordonOld(MachineId machine) -> {
                oldMachine.cordon(machine);
                yield reached(Milestone.OLD_CORDONED);
            }
            case RestoreStep.WithdrawOld(MachineId machine) -> {
                oldMachine.withdraw(machine);
                yield reached(Milestone.OLD_WITHDRAWN);
            }
            case RestoreStep.StopOld(MachineId machine) -> {
                oldMachine.stop(machine);
                yield reached(Milestone.OLD_STOPPED);
            }
            case RestoreStep.UnscheduleOld(MachineId machine) -> {
                oldMachine.unschedule(machine);
                yield reached(Milestone.OLD_UNSCHEDULED);
            }
            case RestoreStep.LookStill(MachineId machine) ->
                    new RestoreEffect.SawStill(ownSnapshot.standing(oldMachine.now(machine)));
            case RestoreStep.TakeSnapshot(RunId create, VolumeId volume) ->
                    ownSnapshot.taken(create, volume);
            case RestoreStep.ConfirmStill(Machine then) -> {
                ownSnapshot.confirm(then, oldMachine.now(then.id()));
                yield reached(Milestone.STILL_CONFIRMED);
            }
            case RestoreStep.Commit() -> reached(Milestone.COMMITTED);
            case RestoreStep.BecomeApp(MachineId machine, VolumeId volume) -> {
                newMachine.becomeApp(machine, volume);
                yield reached(Milestone.NEW_UPDATED);
            }
            case RestoreStep.StartApp(MachineId machine) -> {
                newMachine.startApp(machine);
                yield reached(Milestone.NEW_STARTED);
            }
            case RestoreStep.AwaitHealthy(MachineId machine) -> {
                newMachine.awaitHealthy(machine);
                yield reached(Milestone.NEW_HEALTHY);
            }
            case RestoreStep.UncordonApp(MachineId machine) -> {
                changes.uncordon(machine);
                yield reached(Milestone.IN_SERVICE);
            }
            case RestoreStep.ReturnMetadata(MachineId machine, Map<String, String> metadata) -> {
                oldMachine.returnMetadata(machine, metadata);
                yield reached(Milestone.OLD_METADATA_BACK);
            }
            case RestoreStep.StartOld(Machine before) -> {
                oldMachine.startAgain(before);
                yield reached(Milestone.OLD_STARTED_AGAIN);
            }
            case RestoreStep.UncordonOld(MachineId machine) -> {
                changes.uncordon(machine);
                yield reached(Milestone.OLD_UNCORDONED);
            }
            case RestoreStep.CordonNew(MachineId machine) -> {
                changes.cordon(machine);
                yield reached(Milestone.NEW_CORDONED);
            }
            case RestoreStep.WithdrawNew(MachineId machine) -> {
                oldMachine.withdraw(machine);
                yield reached(Milestone.NEW_WITHDRAWN);
            }
            case RestoreStep.StopNew(MachineId machine) -> {
                newMachine.stop(machine);
                yield reached(Milestone.NEW_STOPPED);
            }
            case RestoreStep.DeleteMachine(MachineId machine) -> {
                waits.remove(machine, true);
                yield reached(Milestone.MACHINE_DELETED);
            }
            case RestoreStep.DeleteVolume(VolumeId volume) -> {
                newVolume.delete(volume);
                yield reached(Milestone.VOLUME_DELETED);
            }
            case RestoreStep.BeginFinish(MachineId old, Optional<VolumeId> volume) ->
                    new RestoreEffect.FinishBegun(
                            volume.or(() ->
                                    oldMachine.now(old).mountedVolumes().stream().findFirst()),
                            bench.clock().instant());
            case RestoreStep.DeleteOldMachine(MachineId machine) -> {
                // Not by force: one that runs again is refused.
                waits.remove(machine, false);
                yield reached(Milestone.OLD_MACHINE_DELETED);
            }
            case RestoreStep.DeleteOldVolume(VolumeId volume) -> {
                newVolume.delete(volume);
                yield reached(Milestone.OLD_VOLUME_DELETED);
            }
        };
    }

    @Override
    public Probe<RestoreEffect> probe(RestoreStep step) {
        return switch (step) {
            case RestoreStep.CreateVolume(Set<VolumeId> before, Region region, SnapshotId _) ->
                    newVolume.probe(before, region);
            case RestoreStep.CreateMachine create -> newMachine.probe();
            case RestoreStep.BecomeApp(MachineId machine, VolumeId volume) ->
                    newMachine.isApp(machine)
                            ? new Probe.Present<>(reached(Milestone.NEW_UPDATED))
                            : new Probe.Absent<>();
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
            case RestoreStep.BeginFinish _ -> new Probe.Absent<>();
            case RestoreStep.DeleteOldMachine _ -> new Probe.Absent<>();
            case RestoreStep.DeleteOldVolume _ -> new Probe.Absent<>();
        };
    }

    private RestoreEffect reached(Milestone milestone) {
        return new RestoreEffect.Reached(milestone, bench.clock().instant());
    }
}
