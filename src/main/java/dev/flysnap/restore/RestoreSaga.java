package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.saga.Probe;
import dev.flysnap.saga.Saga;
import dev.flysnap.snapshot.Workbench;
import java.util.Optional;

/** The two functions of a restore that touch the world: which part of it does which step. */
final class RestoreSaga implements Saga<RestoreStep, RestoreEffect, RestoreState> {
    private final RestorePlan plan;
    private final Workbench bench;
    private final MachineChanges changes;
    private final MachineWaits waits;
    private final NewVolume newVolume;
    private final NewMachine newMachine;
    private final OldMachine oldMachine;
    private final OwnSnapshot ownSnapshot;
    private final SoleWriter soleWriter;

    RestoreSaga(RestorePlan plan, MachineLeases leases) {
        this.plan = plan;
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
        return new RestoreRoute(plan, state).forward();
    }

    @Override
    public Optional<RestoreStep> back(RestoreState state) {
        return new RestoreRoute(plan, state).undoUncommitted();
    }

    @Override
    public RestoreEffect apply(RestoreStep step) {
        return switch (step) {
            case RestoreStep.LookBefore() -> new RestoreEffect.SawVolumes(newVolume.ids());
            case RestoreStep.CreateVolume(var before, var region, var snapshot) ->
                    newVolume.create(before, region, snapshot);
            case RestoreStep.CreateMachine(var volume, var region) ->
                    newMachine.create(volume, region);
            case RestoreStep.AbandonVolume(var volume) -> {
                newVolume.delete(volume);
                yield new RestoreEffect.VolumeAbandoned();
            }
            case RestoreStep.GiveUp(var refused) ->
                    throw RoomProblems.nowhere(plan, refused).exception();
            case RestoreStep.ReadVerdict(var machine) ->
                    new RestoreEffect.Verified(newMachine.verdict(machine));
            case RestoreStep.BeginCutover(var old) -> {
                Optional<Machine> now = old.map(oldMachine::asPlanned);
                soleWriter.demandForCutover(old);
                yield new RestoreEffect.CutoverBegun(
                        now, plan.isUnfenced(), bench.clock().instant());
            }
            case RestoreStep.LookStill(var machine) ->
                    new RestoreEffect.SawStill(ownSnapshot.standing(oldMachine.now(machine)));
            case RestoreStep.TakeSnapshot(var create, var volume) ->
                    ownSnapshot.taken(create, volume);
            case RestoreStep.BeginUndo begin -> {
                RestoreEffect.UndoBegun begun = new WayBackLook(plan, bench).look(begin);
                soleWriter.allow(begun.beside());
                yield begun;
            }
            case RestoreStep.BeginFinish(var old, var volume) ->
                    new RestoreEffect.FinishBegun(
                            volume.or(() ->
                                    oldMachine.now(old).mountedVolumes().stream().findFirst()),
                            bench.clock().instant());
            case RestoreStep.ToMilestone toMilestone -> {
                change(toMilestone);
                yield reached(toMilestone);
            }
        };
    }

    private void change(RestoreStep.ToMilestone step) {
        switch (step) {
            case RestoreStep.AwaitVolume(var volume) -> newVolume.awaitReady(volume);
            case RestoreStep.AwaitVerifier(var machine) -> newMachine.awaitStarted(machine);
            case RestoreStep.StopVerifier(var machine) -> newMachine.stop(machine);
            case RestoreStep.CordonOld(var machine) -> oldMachine.cordon(machine);
            case RestoreStep.WithdrawOld(var machine) -> oldMachine.withdraw(machine);
            case RestoreStep.StopOld(var machine) -> oldMachine.stop(machine);
            case RestoreStep.UnscheduleOld(var machine) -> oldMachine.unschedule(machine);
            case RestoreStep.ConfirmStill(var then) -> {
                // Nobody starts it between this look and the commit.
                changes.hold(then.id());
                ownSnapshot.confirm(then, oldMachine.now(then.id()));
            }
            case RestoreStep.ConfirmAlone() -> soleWriter.demandForNew(false);
            case RestoreStep.Commit() -> {}
            case RestoreStep.BecomeApp(var machine, var volume) -> {
                soleWriter.demandForNew(true);
                newMachine.becomeApp(machine, volume);
            }
            case RestoreStep.StartApp(var machine) -> {
                soleWriter.demandForNew(true);
                newMachine.startApp(machine);
            }
            case RestoreStep.AwaitHealthy(var machine) -> newMachine.awaitHealthy(machine);
            case RestoreStep.UncordonApp(var machine) -> changes.uncordon(machine);
            case RestoreStep.ReturnMetadata(var machine, var metadata) -> {
                soleWriter.demandForOld(machine);
                oldMachine.returnMetadata(machine, metadata);
            }
            case RestoreStep.StartOld(var before) -> {
                soleWriter.demandForOld(before.id());
                oldMachine.startAgain(before);
            }
            case RestoreStep.UncordonOld(var machine) -> changes.uncordon(machine);
            case RestoreStep.CordonNew(var machine) ->
                    newMachine.unlessGone(machine, () -> changes.cordon(machine));
            case RestoreStep.WithdrawNew(var machine) ->
                    newMachine.unlessGone(machine, () -> oldMachine.withdraw(machine));
            case RestoreStep.StopNew(var machine) ->
                    newMachine.unlessGone(machine, () -> newMachine.stop(machine));
            case RestoreStep.DeleteMachine(var machine) -> waits.remove(machine, true);
            case RestoreStep.DeleteVolume(var volume) -> newVolume.delete(volume);
            // Not by force: one that runs again is refused.
            case RestoreStep.DeleteOldMachine(var machine) -> waits.remove(machine, false);
            case RestoreStep.DeleteOldVolume(var volume) -> newVolume.delete(volume);
        }
    }

    @Override
    public Probe<RestoreEffect> probe(RestoreStep step) {
        return switch (step) {
            case RestoreStep.CreateVolume(var before, var region, _) ->
                    newVolume.probe(before, region);
            case RestoreStep.CreateMachine _ -> newMachine.probe();
            case RestoreStep.BecomeApp become ->
                    newMachine.probeApp(become.machine(), reached(become));
            case RestoreStep.Commit commit -> new Probe.Present<>(reached(commit));
            case RestoreStep.Repeatable _ -> new Probe.Absent<>();
        };
    }

    private RestoreEffect reached(RestoreStep.ToMilestone step) {
        return new RestoreEffect.Reached(step.milestone(), bench.clock().instant());
    }
}
