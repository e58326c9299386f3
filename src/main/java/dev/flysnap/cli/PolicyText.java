package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

    static Json.Obj json(AppName app, List<Volume> volumes) {
        return Json.Obj.empty()
                .with("app", app.value())
                .with(
                        "volumes",
                        new Json.Arr(volumes.stream().<Json>map(PolicyText::json).toList()));
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
