package dev.flysnap.sim.world;

import java.time.Duration;
import java.util.Optional;

/** Dispatches events to the rules that handle them. */
public final class Rules {

    /** Handles a scheduled event and removes it from the queue. */
    public static void handle(Turn transition, Due due) {
        transition.remove(due);
        handle(transition, due.what());
    }

    /** Never refuses: an event that is no longer relevant does nothing. */
    public static void handle(Turn transition, Happening what) {
        switch (what) {
            case Happening.VolumeMade(String volume) -> VolumeRules.made(transition, volume);
            case Happening.VolumeFilled(String volume) -> VolumeRules.filled(transition, volume);
            case Happening.VolumeReady(String volume) -> VolumeRules.ready(transition, volume);
            case Happening.VolumePurged(String volume) -> VolumeRules.purged(transition, volume);
            case Happening.DailySnapshot(String volume) -> SnapshotRules.daily(transition, volume);
            case Happening.SnapshotRuns(String snapshot) ->
                    SnapshotRules.runs(transition, snapshot);
            case Happening.SnapshotTaken(String snapshot, Snapshot.Content content) ->
                    SnapshotRules.taken(transition, snapshot, content);
            case Happening.SnapshotEnds(String snapshot) ->
                    SnapshotRules.ends(transition, snapshot);
            case Happening.SnapshotExpires(String snapshot) ->
                    SnapshotRules.expires(transition, snapshot);
            case Happening.WorkFailed(Effect work, String _) -> workFailed(transition, work);
            case Happening.MachinePrepared(String machine, long step) ->
                    MachineLife.prepared(transition, machine, step);
            case Happening.MachineBoots(String machine, long step) ->
                    MachineLife.boots(transition, machine, step);
            case Happening.MachineSuspended(String machine, long step) ->
                    MachineLife.suspended(transition, machine, step);
            case Happening.MachineGone(String machine, long step) ->
                    MachineEnd.gone(transition, machine, step);
            case Happening.StopOverdue(String machine, long run) ->
                    MachineEnd.overdue(transition, machine, run);
            case Happening.ProcessEnded ended -> MachineEnd.ended(transition, ended);
            case Happening.ScheduledStart(String machine, String instanceId) ->
                    MachineLife.scheduledStart(transition, machine, instanceId);
        }
    }

    /** Handles the end of a copy. */
    public static void finish(Turn transition, Effect work, Happening result) {
        transition.done(work);
        handle(transition, result);
    }

    private static void workFailed(Turn transition, Effect work) {
        switch (work) {
            case Effect.TakeSnapshot take -> SnapshotRules.failed(transition, take.snapshot());
            case Effect.FillFromSnapshot fill -> VolumeRules.notFilled(transition, fill.volume());
            case Effect.FillFromVolume fill -> VolumeRules.notFilled(transition, fill.volume());
            case Effect.CreateDisk create -> VolumeRules.notFilled(transition, create.volume());
            default -> {}
        }
    }

    /**
     * The simulator was down, and with it every process: started machines are started again, the
     * others continue as if their process had ended.
     */
    public static void restart(Turn transition) {
        for (Machine machine : transition.world().machines().values()) {
            machine.process()
                    .run()
                    .ifPresent(run -> {
                        Machine down = machine.with(machine.process().withRun(Optional.empty()));
                        switch (machine.state()) {
                            case STARTED ->
                                    MachineLife.launch(transition, down, Duration.ZERO, "flyd");
                            // Its memory is lost: the next start is a cold one.
                            case SUSPENDED, SUSPENDING, STARTING -> transition.put(down);
                            default ->
                                    MachineEnd.ended(
                                            transition,
                                            new Happening.ProcessEnded(
                                                    machine.id(),
                                                    run,
                                                    137,
                                                    Optional.of(9),
                                                    Optional.empty()));
                        }
                    });
        }
    }

    private Rules() {}
}
