package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.proof.Grade;
import dev.flysnap.snapshot.create.RecentSnapshot;
import java.time.Duration;
import java.time.Instant;

/** That no snapshot was taken, because one is young enough. */
record RecentView(AppName app, RecentSnapshot recent, Instant now) implements View {
    private record Document(
            AppName app,
            VolumeId volume,
            boolean taken,
            SnapshotId snapshot,
            Grade grade,
            long ageSeconds) {}

    @Override
    public String text() {
        return "Nothing to do: %s of %s (%s) is %s old, grade %s."
                .formatted(
                        recent.snapshot(),
                        recent.volume(),
                        app,
                        DurationConverter.text(age()),
                        recent.grade());
    }

    private Duration age() {
        return Duration.between(recent.at(), now);
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        app,
                        recent.volume(),
                        false,
                        recent.snapshot(),
                        recent.grade(),
                        age().toSeconds()));
    }
}
