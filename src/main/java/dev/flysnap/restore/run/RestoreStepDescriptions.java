package dev.flysnap.restore.run;

import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreStep;

/** What a step does, as a line of progress. */
final class RestoreStepDescriptions {
    static String of(RestoreStep step, RestorePlan plan) {
        return switch (step) {
            case RestoreStep.ListVolumesBefore it -> "looking at the volumes of " + plan.app();
            case RestoreStep.CreateVolume(_, var region, var snapshot, _) ->
                    "making a volume in " + region + " from " + snapshot;
            case RestoreStep.AwaitVolume(var volume) ->
                    "waiting until " + volume + " holds the data";
            case RestoreStep.CreateMachine(var volume, var region) ->
                    "making a machine that mounts " + volume;
            case RestoreStep.AbandonVolume(var volume) ->
                    "removing " + volume + " again: it cannot get its machine";
            case RestoreStep.ReportNoCapacity it -> "no region is left to try";
            case RestoreStep.AwaitVerifier(var machine) ->
                    "waiting until " + machine + " has booted the verifier";
            case RestoreStep.FillVolume(var machine) ->
                    "bringing %s to %s".formatted(plan.sourceDescription(), machine);
            case RestoreStep.ReadVerdict(var machine, _) -> "checking the database on " + machine;
            case RestoreStep.TryApp(var machine) ->
                    "starting the app on " + machine + ", with the restored data";
            case RestoreStep.StopVerifier(var machine) -> "stopping the verifier on " + machine;
            case RestoreStep.BeginCutover it -> "beginning the cutover";
            case RestoreStep.CordonOld(var machine) -> "cordoning the old machine " + machine;
            case RestoreStep.RemoveOldMetadata(var machine) ->
                    "taking the platform's metadata from "
                            + machine
                            + ", so that no deploy revives it";
            case RestoreStep.StopOld(var machine) -> "stopping the old machine " + machine;
            case RestoreStep.UnscheduleOld(var machine) -> "taking its schedule from " + machine;
            case RestoreStep.RecordStopped(var machine) ->
                    "looking whether " + machine + " stands still";
            case RestoreStep.TakeSnapshot(var create, var volume) ->
                    "taking a snapshot of " + volume + ", while nobody writes to it";
            case RestoreStep.ConfirmStillStopped(var then) ->
                    "looking whether " + then.id() + " stood still all the time";
            case RestoreStep.ConfirmSingleWriter _ ->
                    "looking whether another machine runs " + plan.app();
            case RestoreStep.Commit it -> "from here on the app may write to the new volume";
            case RestoreStep.UpdateToApp(var machine, var volume) ->
                    "turning " + machine + " into the app";
            case RestoreStep.StartApp(var machine) -> "starting the app on " + machine;
            case RestoreStep.AwaitHealthy(var machine) -> "waiting for the checks of " + machine;
            case RestoreStep.UncordonApp(var machine) -> "opening " + machine + " for traffic";
            case RestoreStep.BeginUndo it -> "looking whether it can be undone";
            case RestoreStep.ReturnOldMetadata(var machine, var metadata) ->
                    "giving the old machine " + machine + " its metadata back";
            case RestoreStep.StartOld(var before) ->
                    "starting the old machine " + before.id() + " again";
            case RestoreStep.UncordonOld(var machine) ->
                    "opening the old machine " + machine + " for traffic";
            case RestoreStep.CordonNew(var machine) -> "cordoning the new machine " + machine;
            case RestoreStep.RemoveNewMetadata(var machine) ->
                    "taking the platform's metadata from " + machine;
            case RestoreStep.StopNew(var machine) -> "stopping the new machine " + machine;
            case RestoreStep.DeleteMachine(var machine) -> "removing the new machine " + machine;
            case RestoreStep.DeleteVolume(var volume) -> "removing the new volume " + volume;
            case RestoreStep.BeginFinish(var old, var volume) -> "looking at machine " + old;
            case RestoreStep.DeleteOldMachine(var machine) -> "removing machine " + machine;
            case RestoreStep.DeleteOldVolume(var volume) -> "removing volume " + volume;
        };
    }

    private RestoreStepDescriptions() {}
}
