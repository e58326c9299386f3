package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.SnapshotJson;
import dev.flysnap.cli.view.Table;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.policy.SnapshotPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A volume's snapshot policy as text or JSON. */
public final class PolicyView {

    public static String of(Volume volume) {
        return table(List.of(volume));
    }

    static String table(List<Volume> volumes) {
        Table table = new Table();
        volumes.forEach(volume ->
                table.row(
                        volume.id(),
                        volume.name(),
                        "daily %s, kept for %s"
                                .formatted(
                                        daily(volume.dailySnapshots()),
                                        days(volume.snapshotRetentionDays()))));
        return table.text();
    }

    static String of(SnapshotPolicy.Change change) {
        Volume volume = change.volume();
        List<String> parts = new ArrayList<>();
        change.daily()
                .ifPresent(flag ->
                        parts.add(
                                "daily snapshots %s -> %s"
                                        .formatted(
                                                daily(volume.dailySnapshots()),
                                                daily(Optional.of(flag)))));
        change.retentionDays()
                .ifPresent(number ->
                        parts.add(
                                "kept for %s -> %s (later snapshots only)"
                                        .formatted(
                                                days(volume.snapshotRetentionDays()),
                                                days(Optional.of(number)))));
        return volume.id() + ": " + (parts.isEmpty() ? "unchanged" : String.join(", ", parts));
    }

    /** How each change ended, where some failed. */
    static String results(List<SnapshotPolicy.Applied> applied) {
        Table table = new Table();
        applied.forEach(it -> table.row(it.change().volume().id(), result(it)));
        return table.text();
    }

    private static String result(SnapshotPolicy.Applied applied) {
        return applied.problem()
                .map(problem ->
                        "failed, exit %d, %s: %s"
                                .formatted(problem.exit().number(), problem.code(), problem.what()))
                .orElse(applied.change().isNothing() ? "unchanged" : "set");
    }

    /** The volumes and their current policy. */
    static Json.Obj json(AppName app, List<Volume> volumes) {
        return document(
                app, volumes.stream().map(it -> VolumeJson.of(it, Optional.empty())).toList());
    }

    /** The volumes after a change, each failed one with its problem. */
    static Json.Obj applied(AppName app, List<SnapshotPolicy.Applied> applied) {
        return document(
                app,
                applied.stream()
                        .map(present ->
                                VolumeJson.of(
                                        present.updated().orElse(present.change().volume()),
                                        present.problem()))
                        .toList());
    }

    private static Json.Obj document(AppName app, List<VolumeJson> volumes) {
        return Records.write(Document.class, new Document(app, volumes));
    }

    private record Document(AppName app, List<VolumeJson> volumes) {}

    /** A volume with its policy in a JSON document. */
    public record VolumeJson(
            VolumeId id,
            VolumeName name,
            Optional<Boolean> daily,
            Optional<Integer> retentionDays,
            Optional<ProblemJson> problem,
            Optional<SnapshotJson> lastSnapshot) {
        static VolumeJson of(Volume volume, Optional<Problem> problem) {
            return of(volume, problem, Optional.empty());
        }

        public static VolumeJson of(
                Volume volume, Optional<Problem> problem, Optional<SnapshotJson> lastSnapshot) {
            return new VolumeJson(
                    volume.id(),
                    volume.name(),
                    volume.dailySnapshots(),
                    volume.snapshotRetentionDays(),
                    problem.map(ProblemJson::of),
                    lastSnapshot);
        }
    }

    private static String daily(Optional<Boolean> setting) {
        return setting.map(it -> it ? "on" : "off").orElse("unknown");
    }

    private static String days(Optional<Integer> setting) {
        return setting.map(it -> Count.of(it, "day")).orElse("unknown time");
    }

    private PolicyView() {}
}
