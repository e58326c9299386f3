package dev.flysnap.restore.run;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.Machine;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.fill.VolumeFiller;
import dev.flysnap.restore.machine.LeasedMachines;
import dev.flysnap.restore.machine.MachineLeases;
import dev.flysnap.restore.machine.MachineTransitions;
import dev.flysnap.restore.machine.MoveSnapshot;
import dev.flysnap.restore.machine.ReplacedMachine;
import dev.flysnap.restore.machine.ReplacementMachine;
import dev.flysnap.restore.machine.ReplacementProblems;
import dev.flysnap.restore.machine.ReplacementVolume;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.restore.topology.SingleWriterGuard;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.Probe;
import dev.flysnap.saga.Saga;
import java.util.List;
import java.util.Optional;

/** Applies and probes the steps of a restore by delegating each to the class that owns it. */
final class RestoreSaga implements Saga<RestoreStep, RestoreEffect, RestoreState> {
    private final RestorePlan plan;
    private final Optional<VolumeId> moved;
    private final RunContext context;
    private final LeasedMachines leased;
    private final MachineTransitions transitions;
    private final ReplacementVolume replacementVolume;
    private final ReplacementMachine replacementMachine;
    private final VolumeFiller volumeFiller;
    private final ReplacedMachine replacedMachine;
    private final MoveSnapshot moveSnapshot;
    private final SingleWriterGuard singleWriter;

    /**
     * @param moved the new volume's id now, where Fly has moved it since the run was begun
     * @param files of a restore from copies
     */
    RestoreSaga(RestorePlan plan, MachineLeases leases, Optional<VolumeId> moved, CopyFiles files) {
        this.plan = plan;
        this.moved = moved;
        this.context = leases.context();
        this.leased = new LeasedMachines(plan.app(), context, leases);
        this.transitions =
                new MachineTransitions(plan.app(), context, leases, leased, plan.timeout());
        this.replacementVolume = new ReplacementVolume(plan, context);
        this.replacementMachine = new ReplacementMachine(plan, context, leased, transitions);
        this.volumeFiller = new VolumeFiller(plan, context, files);
        this.replacedMachine = new ReplacedMachine(plan, context, leased, transitions);
        this.moveSnapshot = new MoveSnapshot(plan, context);
        this.singleWriter = new SingleWriterGuard(plan, context);
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
        RestoreState next = state.takenUp();
        return moved.map(next::movedTo).orElse(next);
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
            case RestoreStep.ListVolumesBefore() ->
                    new RestoreEffect.VolumesListed(replacementVolume.ids());
            case RestoreStep.CreateVolume create -> replacementVolume.create(create);
            case RestoreStep.CreateMachine(var volume, var region) ->
                    replacementMachine.create(volume, region);
            case RestoreStep.AbandonVolume(var volume) -> {
                replacementVolume.delete(volume);
                yield new RestoreEffect.VolumeAbandoned();
            }
            case RestoreStep.ReportNoCapacity(var refused) ->
                    throw ReplacementProblems.noCapacity(plan, refused).exception();
            case RestoreStep.ReadVerdict(var machine, var snapshot) ->
                    new RestoreEffect.Verified(replacementMachine.verdict(machine, snapshot));
            case RestoreStep.TryApp(var machine) ->
                    new RestoreEffect.AppTried(
                            replacementMachine.tryApp(machine), context.clock().instant());
            case RestoreStep.BeginCutover(var old) -> {
                List<Machine> living = singleWriter.requireNotOvertaken(old);
                Optional<Machine> now = old.map(replacedMachine::requireAsPlanned);
                singleWriter.checkBeforeCutover(old, living);
                yield new RestoreEffect.CutoverBegun(
                        now, plan.isUnfenced(), context.clock().instant());
            }
            case RestoreStep.RecordStopped(var machine) ->
                    new RestoreEffect.OldMachineStopped(
                            moveSnapshot.requireStopped(replacedMachine.fetch(machine)));
            case RestoreStep.TakeSnapshot(var create, var volume) ->
                    moveSnapshot.take(create, volume);
            case RestoreStep.BeginUndo begin -> {
                RestoreEffect.UndoBegun begun = new UndoGuard(plan, context).check(begin);
                singleWriter.allow(begun.beside());
                yield begun;
            }
            case RestoreStep.BeginFinish(var old, var volume) ->
                    new RestoreEffect.FinishBegun(
                            replacedMachine.volumeNow(old).or(() -> volume),
                            context.clock().instant());
            case RestoreStep.ToMilestone toMilestone -> {
                change(toMilestone);
                yield reached(toMilestone);
            }
        };
    }

    private void change(RestoreStep.ToMilestone step) {
        switch (step) {
            case RestoreStep.AwaitVolume(var volume) -> replacementVolume.awaitReady(volume);
            case RestoreStep.AwaitVerifier(var machine) -> replacementMachine.awaitStarted(machine);
            case RestoreStep.FillVolume(var machine) -> volumeFiller.fill(machine);
            case RestoreStep.StopVerifier(var machine) -> replacementMachine.stop(machine);
            case RestoreStep.CordonOld(var machine) -> replacedMachine.cordon(machine);
            case RestoreStep.RemoveOldMetadata(var machine) -> replacedMachine.withdraw(machine);
            case RestoreStep.StopOld(var machine) -> replacedMachine.stop(machine);
            case RestoreStep.UnscheduleOld(var machine) -> replacedMachine.unschedule(machine);
            case RestoreStep.ConfirmStillStopped(var then) -> {
                // Nobody starts it between this look and the commit.
                leased.hold(then.id());
                moveSnapshot.requireStoppedSince(then, replacedMachine.fetch(then.id()));
            }
            case RestoreStep.ConfirmSingleWriter() -> singleWriter.checkBeforeNewStarts(false);
            case RestoreStep.Commit() -> {}
            case RestoreStep.UpdateToApp(var machine, var volume) -> {
                singleWriter.checkBeforeNewStarts(true);
                replacementMachine.becomeApp(machine, volume);
            }
            case RestoreStep.StartApp(var machine) -> {
                singleWriter.checkBeforeNewStarts(true);
                replacementMachine.startApp(machine);
            }
            case RestoreStep.AwaitHealthy(var machine) -> replacementMachine.awaitHealthy(machine);
            case RestoreStep.UncordonApp(var machine) -> leased.uncordon(machine);
            case RestoreStep.ReturnOldMetadata(var machine, var metadata) -> {
                singleWriter.checkBeforeOldStarts(machine);
                replacedMachine.returnMetadata(machine, metadata);
            }
            case RestoreStep.StartOld(var before) -> {
                singleWriter.checkBeforeOldStarts(before.id());
                replacedMachine.restart(before);
            }
            case RestoreStep.UncordonOld(var machine) -> leased.uncordon(machine);
            case RestoreStep.CordonNew(var machine) ->
                    replacementMachine.unlessGone(machine, () -> leased.cordon(machine));
            case RestoreStep.RemoveNewMetadata(var machine) ->
                    replacementMachine.unlessGone(machine, () -> replacedMachine.withdraw(machine));
            case RestoreStep.StopNew(var machine) ->
                    replacementMachine.unlessGone(machine, () -> replacementMachine.stop(machine));
            case RestoreStep.DeleteMachine(var machine) -> transitions.remove(machine, true);
            case RestoreStep.DeleteVolume(var volume) -> replacementVolume.delete(volume);
            // Not by force: one that runs again is refused.
            case RestoreStep.DeleteOldMachine(var machine) -> transitions.remove(machine, false);
            case RestoreStep.DeleteOldVolume(var volume) -> replacementVolume.delete(volume);
        }
    }

    @Override
    public boolean isTransient(RestoreStep step, FlysnapException failure) {
        return FlyException.isTransient(failure)
                || (isTriedLongest(step) && FlyException.isRefusedForNow(failure));
    }

    @Override
    public boolean isTriedLongest(RestoreStep step) {
        return step instanceof RestoreStep.TriedLongest;
    }

    @Override
    public Optional<RestoreEffect> without(RestoreStep step, FlysnapException failure) {
        return Optional.empty();
    }

    @Override
    public Probe<RestoreEffect> probe(RestoreStep step) {
        return switch (step) {
            case RestoreStep.CreateVolume create -> replacementVolume.probe(create);
            case RestoreStep.CreateMachine _ -> replacementMachine.probe();
            case RestoreStep.UpdateToApp become ->
                    replacementMachine.probeApp(become.machine(), reached(become));
            case RestoreStep.Commit commit -> new Probe.Present<>(reached(commit));
            case RestoreStep.Repeatable _ -> new Probe.Absent<>();
        };
    }

    private RestoreEffect reached(RestoreStep.ToMilestone step) {
        return new RestoreEffect.Reached(step.milestone(), context.clock().instant());
    }
}
