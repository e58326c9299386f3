package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
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
    private final NewVolume newVolume;
    private final NewMachine newMachine;
    private final OldMachine oldMachine;

    RestoreSaga(RestorePlan plan, Workbench bench, WayBack way) {
        this.plan = plan;
        this.way = way;
        this.bench = bench;
        this.newVolume = new NewVolume(plan, bench);
        this.newMachine = new NewMachine(plan, bench);
        this.oldMachine = new OldMachine(plan, bench);
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
        return plan.forward(state);
    }

    @Override
    public Optional<RestoreStep> back(RestoreState state) {
        return switch (way) {
            case ROLLBACK -> plan.back(state);
            case REVERT -> plan.revert(state);
            case OLD_MACHINE_ONLY -> plan.oldOneBackToWork(state);
        };
    }

    @Override
    public RestoreEffect apply(RestoreStep step) {
        return switch (step) {
            case RestoreStep.LookBefore() -> new RestoreEffect.SawVolumes(newVolume.ids());
            case RestoreStep.CreateVolume(Set<VolumeId> before, Region region) ->
                    newVolume.create(before, region);
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
                            old.map(it -> bench.fly().machines().get(plan.app(), it)),
                            bench.clock().instant());
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
                bench.fly().machines().uncordon(plan.app(), machine, Optional.empty());
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
                bench.fly().machines().uncordon(plan.app(), machine, Optional.empty());
                yield reached(Milestone.OLD_UNCORDONED);
            }
            case RestoreStep.CordonNew(MachineId machine) -> {
                bench.fly().machines().cordon(plan.app(), machine, Optional.empty());
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
                newMachine.delete(machine);
                yield reached(Milestone.MACHINE_DELETED);
            }
            case RestoreStep.DeleteVolume(VolumeId volume) -> {
                newVolume.delete(volume);
                yield reached(Milestone.VOLUME_DELETED);
            }
        };
    }

    @Override
    public Probe<RestoreEffect> probe(RestoreStep step) {
        return switch (step) {
            case RestoreStep.CreateVolume(Set<VolumeId> before, Region region) ->
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
        };
    }

    private RestoreEffect reached(Milestone milestone) {
        return new RestoreEffect.Reached(milestone, bench.clock().instant());
    }
}
