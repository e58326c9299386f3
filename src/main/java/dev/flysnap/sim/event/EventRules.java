package dev.flysnap.sim.event;

import dev.flysnap.sim.machine.MachineLifecycle;
import dev.flysnap.sim.machine.MachineShutdown;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.ScheduledEvent;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimSnapshot;
import dev.flysnap.sim.world.Transition;
import java.time.Duration;
import java.util.Optional;

/** Dispatches events to the rules that handle them. */
public final class EventRules {

    /** Handles a scheduled event and removes it from the queue. */
    public static void handle(Transition transition, ScheduledEvent due) {
        transition.remove(due);
        handle(transition, due.what());
    }

    /** Never refuses: an event that is no longer relevant does nothing. */
    public static void handle(Transition transition, SimEvent what) {
        switch (what) {
            case SimEvent.VolumeMade(String volume) -> {
                VolumeRules.made(transition, volume);
                MachineLifecycle.volumeChanged(transition, volume);
            }
            case SimEvent.VolumeFilled(String volume) -> {
                VolumeRules.filled(transition, volume);
                MachineLifecycle.volumeChanged(transition, volume);
            }
            case SimEvent.VolumeReady(String volume) -> {
                VolumeRules.ready(transition, volume);
                MachineLifecycle.volumeChanged(transition, volume);
            }
            case SimEvent.VolumePurged(String volume) -> VolumeRules.purged(transition, volume);
            case SimEvent.DailySnapshot(String volume) -> SnapshotRules.daily(transition, volume);
            case SimEvent.SnapshotRuns(String snapshot) -> SnapshotRules.runs(transition, snapshot);
            case SimEvent.SnapshotTaken(String snapshot, SimSnapshot.Content content) ->
                    SnapshotRules.taken(transition, snapshot, content);
            case SimEvent.SnapshotEnds(String snapshot) -> SnapshotRules.ends(transition, snapshot);
            case SimEvent.SnapshotExpires(String snapshot) ->
                    SnapshotRules.expires(transition, snapshot);
            case SimEvent.WorkFailed(Effect work, String _) -> workFailed(transition, work);
            case SimEvent.MachinePrepared(String machine, long step) ->
                    MachineLifecycle.prepared(transition, machine, step);
            case SimEvent.MachineBoots(String machine, long step) ->
                    MachineLifecycle.boots(transition, machine, step);
            case SimEvent.MachineSuspended(String machine, long step) ->
                    MachineLifecycle.suspended(transition, machine, step);
            case SimEvent.MachineGone(String machine, long step) ->
                    MachineShutdown.gone(transition, machine, step);
            case SimEvent.StopOverdue(String machine, long run) ->
                    MachineShutdown.overdue(transition, machine, run);
            case SimEvent.ProcessEnded ended -> MachineShutdown.ended(transition, ended);
            case SimEvent.ScheduledStart(String machine, String instanceId, long nth) ->
                    MachineLifecycle.scheduledStart(transition, machine, instanceId, nth);
        }
    }

    /** Handles the end of a copy. */
    public static void finish(Transition transition, Effect work, SimEvent result) {
        transition.removeWork(work);
        handle(transition, result);
    }

    private static void workFailed(Transition transition, Effect work) {
        switch (work) {
            case Effect.TakeSnapshot take -> SnapshotRules.failed(transition, take.snapshot());
            case Effect.FillFromSnapshot fill -> fillFailed(transition, fill.volume());
            case Effect.FillFromVolume fill -> fillFailed(transition, fill.volume());
            case Effect.CreateDisk create -> fillFailed(transition, create.volume());
            default -> {}
        }
    }

    private static void fillFailed(Transition transition, String volume) {
        VolumeRules.fillFailed(transition, volume);
        MachineLifecycle.volumeChanged(transition, volume);
    }

    /**
     * The simulator was down, and with it every process: started machines are started again, the
     * others continue as if their process had ended.
     */
    public static void restart(Transition transition) {
        for (SimMachine machine : transition.world().machines().values()) {
            machine.process()
                    .run()
                    .ifPresent(run -> {
                        SimMachine down = machine.with(machine.process().withRun(Optional.empty()));
                        switch (machine.state()) {
                            case STARTED ->
                                    MachineLifecycle.launch(
                                            transition, down, Duration.ZERO, "flyd");
                            // Its memory is lost: the next start is a cold one.
                            case SUSPENDED, SUSPENDING, STARTING -> transition.put(down);
                            default ->
                                    MachineShutdown.ended(
                                            transition,
                                            new SimEvent.ProcessEnded(
                                                    machine.id(),
                                                    run,
                                                    137,
                                                    Optional.of(9),
                                                    Optional.empty()));
                        }
                    });
        }
    }

    private EventRules() {}
}
