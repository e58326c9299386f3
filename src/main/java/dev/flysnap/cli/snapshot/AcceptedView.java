package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.create.AcceptedSnapshot;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.time.Instant;
import java.util.Optional;

/** A snapshot request that Fly has accepted, with {@code --no-wait}. */
record AcceptedView(AcceptedSnapshot accepted) implements View {
    private record Document(
            String state,
            RunId run,
            AppName app,
            VolumeId volume,
            Optional<SnapshotId> snapshot,
            Optional<Instant> requestedAt,
            String next) {}

    @Override
    public Json json() {
        CreatePlan plan = accepted.plan();
        return Records.write(
                Document.class,
                new Document(
                        "accepted",
                        plan.run(),
                        plan.app(),
                        plan.volume().id(),
                        accepted.snapshot(),
                        accepted.requestedAt(),
                        "flysnap continue " + plan.run()));
    }

    @Override
    public String text() {
        CreatePlan plan = accepted.plan();
        return String.join(
                "\n",
                "Fly has accepted the snapshot%s of %s; it is not finished, and nothing is proven yet."
                        .formatted(
                                accepted.snapshot().map(it -> " " + it).orElse(""),
                                plan.volume().id()),
                "  run       " + plan.run(),
                "  next      flysnap continue %s: waits for the end, and prints the grade"
                        .formatted(plan.run()));
    }
}
