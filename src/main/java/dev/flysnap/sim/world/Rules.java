package dev.flysnap.sim.world;

import java.time.Duration;
import java.util.Optional;

/** What happens when its time has come. */
public final class Rules {

    /** What is due happens, and is in the queue no more. */
    public static void happen(Turn turn, Due due) {
        turn.remove(due);
        happen(turn, due.what());
    }

    /** Never refuses: what has been overtaken by something later does nothing. */
    public static void happen(Turn turn, Happening what) {
        switch (what) {
            case Happening.VolumeMade(String volume) -> VolumeRules.made(turn, volume);
            case Happening.VolumeFilled(String volume) -> VolumeRules.filled(turn, volume);
            case Happening.VolumeReady(String volume) -> VolumeRules.ready(turn, volume);
            case Happening.VolumePurged(String volume) -> VolumeRules.purged(turn, volume);
            case Happening.DailySnapshot(String volume) -> SnapshotRules.daily(turn, volume);
            case Happening.SnapshotRuns(String snapshot) -> SnapshotRules.runs(turn, snapshot);
            case Happening.SnapshotTaken(String snapshot, Snapshot.Content content) ->
                    SnapshotRules.taken(turn, snapshot, content);
            case Happening.SnapshotEnds(String snapshot) -> SnapshotRules.ends(turn, snapshot);
            case Happening.SnapshotExpires(String snapshot) ->
                    SnapshotRules.expires(turn, snapshot);
            case Happening.WorkFailed(Effect work, String _) -> workFailed(turn, work);
            case Happening.MachinePrepared(String machine, long step) ->
                    MachineLife.prepared(turn, machine, step);
            case Happening.MachineBoots(String machine, long step) ->
                    MachineLife.boots(turn, machine, step);
            case Happening.MachineSuspended(String machine, long step) ->
                    MachineLife.suspended(turn, machine, step);
            case Happening.MachineGone(String machine, long step) ->
                    MachineEnd.gone(turn, machine, step);
            case Happening.StopOverdue(String machine, long run) ->
                    MachineEnd.overdue(turn, machine, run);
            case Happening.ProcessEnded ended -> MachineEnd.ended(turn, ended);
            case Happening.ScheduledStart(String machine, String instanceId) ->
                    MachineLife.scheduledStart(turn, machine, instanceId);
        }
    }

    /** Copying that was begun has come to its end. */
    public static void finish(Turn turn, Effect work, Happening result) {
        turn.done(work);
        happen(turn, result);
    }

    private static void workFailed(Turn turn, Effect work) {
        switch (work) {
            case Effect.TakeSnapshot take -> SnapshotRules.failed(turn, take.snapshot());
            case Effect.FillFromSnapshot fill -> VolumeRules.notFilled(turn, fill.volume());
            case Effect.FillFromVolume fill -> VolumeRules.notFilled(turn, fill.volume());
            case Effect.CreateDisk create -> VolumeRules.notFilled(turn, create.volume());
            default -> {}
        }
    }

    /**
     * This Fly was down, and with it every process: started machines are started again, the rest
     * goes on as if its process had ended.
     */
    public static void wake(Turn turn) {
        for (Machine machine : turn.world().machines().values()) {
            machine.process()
                    .run()
                    .ifPresent(run -> {
                        Machine down = machine.with(machine.process().withRun(Optional.empty()));
                        switch (machine.state()) {
                            case STARTED -> MachineLife.launch(turn, down, Duration.ZERO, "flyd");
                            // Its memory is lost: the next start is a cold one.
                            case SUSPENDED, SUSPENDING, STARTING -> turn.put(down);
                            default ->
                                    MachineEnd.ended(
                                            turn,
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
