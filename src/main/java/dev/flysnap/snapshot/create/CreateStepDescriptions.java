package dev.flysnap.snapshot.create;

import dev.flysnap.problem.Count;
import dev.flysnap.snapshot.plan.CreateStep;

/** What a step does, as progress shows it. */
final class CreateStepDescriptions {
    static String of(CreateStep step) {
        return switch (step) {
            case CreateStep.LookBefore _ -> "listing the existing snapshots";
            case CreateStep.Quiesce _ -> "asking the hook to checkpoint and sync";
            case CreateStep.RequestSnapshot(var volume, var _, var _) ->
                    "requesting a snapshot of " + volume;
            case CreateStep.ResolveLostAnswer _ -> "checking whether the request reached Fly";
            case CreateStep.Release _ -> "releasing writers";
            case CreateStep.FindNew _ -> "waiting until the new snapshot is listed";
            case CreateStep.AwaitRunning(var snapshot) ->
                    "waiting until " + snapshot + " is running";
            case CreateStep.AwaitCreated(var snapshot, var _) ->
                    "waiting until " + snapshot + " is created";
            case CreateStep.LookAtRetention _ -> "reading the volume's retention";
            case CreateStep.SetRetention(int days) ->
                    "setting the volume's retention to " + Count.of(days, "day");
            case CreateStep.RestoreRetention(int before, int _) ->
                    "restoring the volume's retention to " + Count.of(before, "day");
            case CreateStep.CheckOnce _ -> "checking whether Fly lists it already";
            case CreateStep.WriteTag(var machine, var _, var _) -> "tagging machine " + machine;
            case CreateStep.RemoveTag(var machine) -> "removing the tag from machine " + machine;
            case CreateStep.CheckData(var depth, var _) ->
                    "checking the databases (%s)".formatted(depth.checkName());
            case CreateStep.LookAfter _ -> "checking that the machine is still the same";
        };
    }

    private CreateStepDescriptions() {}
}
