package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.Count;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.util.Optional;

/** What a create is going to do; without the machine's config, which can contain secrets. */
record CreatePlanView(CreatePlan plan) implements View {
    private record Document(
            AppName app,
            VolumeId volume,
            Optional<MachineId> machine,
            boolean asksHook,
            Optional<CheckDepth> check) {}

    @Override
    public Json.Obj json() {
        return Records.write(
                Document.class,
                new Document(
                        plan.app(),
                        plan.volume().id(),
                        plan.machine().map(Machine::id),
                        plan.asksHook(),
                        plan.check()));
    }

    @Override
    public String text() {
        return String.join(
                "\n",
                "Plan:",
                "  volume    %s (%s, %d GB, %s) of %s"
                        .formatted(
                                plan.volume().id(),
                                plan.volume().name(),
                                plan.volume().sizeGb(),
                                plan.volume().region(),
                                plan.app()),
                "  machine   " + machine(),
                "  quiesce   " + (plan.asksHook() ? "by the hook on that machine" : "none"),
                "  check     "
                        + plan.check()
                                .map(it -> it.checkName() + " of the live databases afterwards")
                                .orElse("none"),
                "  kept for  "
                        + plan.retainDays()
                                .map(it ->
                                        Count.of(it, "day") + "; the volume's setting is restored")
                                .orElse(
                                        plan.volume()
                                                .snapshotRetentionDays()
                                                .map(it -> Count.of(it, "day"))
                                                .orElse("as long as the volume is set to")));
    }

    private String machine() {
        return plan.machine()
                .map(it -> "%s (%s)".formatted(it.id(), it.state()))
                .orElse("none: the volume is not attached");
    }
}
