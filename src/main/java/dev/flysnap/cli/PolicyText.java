package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A volume's snapshot policy in words, or as JSON. */
final class PolicyText {

    static String of(Volume volume) {
        return "%-22s %-16s daily %s, kept for %s"
                .formatted(
                        volume.id(),
                        volume.name(),
                        daily(volume.dailySnapshots()),
                        days(volume.snapshotRetentionDays()));
    }

    static String of(Policy.Change change) {
        Volume volume = change.volume();
        List<String> words = new ArrayList<>();
        change.daily()
                .ifPresent(it ->
                        words.add(
                                "daily snapshots %s -> %s"
                                        .formatted(
                                                daily(volume.dailySnapshots()),
                                                daily(Optional.of(it)))));
        change.retentionDays()
                .ifPresent(it ->
                        words.add(
                                "kept for %s -> %s (later snapshots only)"
                                        .formatted(
                                                days(volume.snapshotRetentionDays()),
                                                days(Optional.of(it)))));
        return volume.id() + ": " + (words.isEmpty() ? "stays as it is" : String.join(", ", words));
    }

    /** How it ended, for a table where some failed. */
    static String of(Policy.Applied applied) {
        return "%-22s %s"
                .formatted(
                        applied.change().volume().id(),
                        applied.problem()
                                .map(it ->
                                        "failed, exit %d, %s: %s"
                                                .formatted(
                                                        it.exit().number(), it.code(), it.what()))
                                .orElse(applied.change().isNothing() ? "as it was" : "set"));
    }

    static Json.Obj json(AppName app, List<Volume> volumes) {
        return json(app, volumes.stream().map(PolicyText::json));
    }

    /** The volumes as they are now; one that failed with its problem. */
    static Json.Obj applied(AppName app, List<Policy.Applied> applied) {
        return json(app, applied.stream().map(PolicyText::json));
    }

    private static Json.Obj json(AppName app, Stream<Json.Obj> volumes) {
        return Json.Obj.empty()
                .with("app", app.value())
                .with("volumes", new Json.Arr(volumes.<Json>map(it -> it).toList()));
    }

    private static Json.Obj json(Policy.Applied applied) {
        Json.Obj volume = json(applied.now().orElse(applied.change().volume()));
        return applied.problem()
                .map(it -> volume.with("problem", FleetText.json(it)))
                .orElse(volume);
    }

    static Json.Obj json(Volume volume) {
        Json.Obj json =
                Json.Obj.empty()
                        .with("id", volume.id().value())
                        .with("name", volume.name().value());
        if (volume.dailySnapshots().isPresent()) {
            json = json.with("daily", volume.dailySnapshots().get());
        }
        return volume.snapshotRetentionDays().isPresent()
                ? json.with("retention_days", volume.snapshotRetentionDays().get())
                : json;
    }

    private static String daily(Optional<Boolean> setting) {
        return setting.map(it -> it ? "on" : "off").orElse("unknown");
    }

    private static String days(Optional<Integer> setting) {
        return setting.map(it -> it + " d").orElse("unknown");
    }

    private PolicyText() {}
}
