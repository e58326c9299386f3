package dev.flysnap.snapshot.create;

import dev.flysnap.snapshot.plan.CreateStep;

/** What a step does, in words for whoever watches. */
final class CreateStepDescriptions {
    static String of(CreateStep step) {
        return switch (step) {
            case CreateStep.LookBefore _ -> "looking at the snapshots that are there";
            case CreateStep.Quiesce _ -> "asking the hook to checkpoint and sync";
            case CreateStep.RequestSnapshot(var volume, var _, var _) ->
                    "requesting a snapshot of " + volume;
            case CreateStep.ResolveLostAnswer _ -> "looking whether the request has reached Fly";
            case CreateStep.Release _ -> "letting writers go on";
            case CreateStep.FindNew _ -> "waiting until the new snapshot shows";
            case CreateStep.AwaitRunning(var snapshot) ->
                    "waiting until " + snapshot + " is running";
            case CreateStep.AwaitCreated(var snapshot, var _) ->
                    "waiting until " + snapshot + " is created";
            case CreateStep.LookAtRetention _ -> "looking how long the volume's snapshots are kept";
            case CreateStep.SetRetention(int days) ->
                    "setting the volume's retention to " + days + " days";
            case CreateStep.RestoreRetention(int before, int _) ->
                    "putting the volume's retention back to " + before + " days";
            case CreateStep.CheckOnce _ -> "looking whether Fly lists it already";
            case CreateStep.WriteTag(var machine, var _, var _) ->
                    "noting the run at machine " + machine;
            case CreateStep.RemoveTag(var machine) ->
                    "taking the note away from machine " + machine;
            case CreateStep.LookAfter _ -> "looking whether the machine is still the same";
        };
    }

    private CreateStepDescriptions() {}
}
