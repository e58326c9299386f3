package dev.flysnap.cli.view;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.terminal.Terminal;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The snapshots of an app; without long names its table fits 80 columns. */
public record SnapshotListView(AppName app, List<SnapshotRow> rows, Instant now) implements View {
    private static final int MAX_STATUS_LENGTH = 8;

    private record Document(AppName app, List<SnapshotJson> snapshots, Json total) {}

    @Override
    public String text() {
        return text(Terminal.columns());
    }

    /**
     * @param columns the width of a line
     */
    String text(int columns) {
        if (rows.isEmpty()) {
            return "No snapshots of " + app + ".";
        }
        Map<VolumeId, List<SnapshotRow>> byVolume = new LinkedHashMap<>();
        rows.forEach(
                row -> byVolume.computeIfAbsent(row.volumeId(), id -> new ArrayList<>()).add(row));
        List<String> lines = new ArrayList<>();
        byVolume.forEach((id, snapshots) -> {
            lines.add(heading(id, snapshots.getFirst().volume()));
            lines.addAll(table(snapshots, columns));
        });
        lines.add(CostView.of(rows));
        return String.join("\n", lines);
    }

    private static String heading(VolumeId id, Optional<Volume> volume) {
        return volume.map(present ->
                        "%s  %s, %d GB, %s%s"
                                .formatted(
                                        id,
                                        present.name(),
                                        present.sizeGb(),
                                        present.region(),
                                        present.state().isDead() ? ", deleted" : ""))
                .orElse(id + "  deleted");
    }

    private List<String> table(List<SnapshotRow> snapshots, int columns) {
        Table table = new Table(3, 4, 5);
        table.row("SNAPSHOT", "STATUS", "GRADE", "AGE", "STORED", "LEFT", "VERIFIED");
        for (SnapshotRow row : snapshots) {
            String status = row.snapshot().status().value();
            table.row(
                    row.snapshot().id().map(SnapshotId::value).orElse("(no id yet)"),
                    status.length() > MAX_STATUS_LENGTH ? "failed" : status,
                    gradeText(row),
                    row.snapshot().createdAt().map(at -> durationText(at, now)).orElse("-"),
                    ByteSizes.text(row.snapshot().storedBytes()),
                    row.expiresAt().map(at -> leftText(now, at)).orElse("-"),
                    row.check().map(it -> CheckText.cell(it, now)).orElse("-"));
        }
        List<String> lines = new ArrayList<>(table.text(columns).lines().toList());
        for (int i = snapshots.size() - 1; i >= 0; i--) {
            lines.addAll(i + 2, details(snapshots.get(i), columns));
        }
        return lines;
    }

    private static List<String> details(SnapshotRow row, int columns) {
        String status = row.snapshot().status().value();
        return Stream.of(
                        Optional.of("  status: " + status)
                                .filter(_ -> status.length() > MAX_STATUS_LENGTH),
                        row.check()
                                .filter(SnapshotCheck::isBad)
                                .map(it -> "  bad: " + CheckText.problems(it)),
                        Optional.of("  " + row.labels()).filter(_ -> !row.labels().isEmpty()))
                .flatMap(Optional::stream)
                .map(line -> clipped(line, columns))
                .toList();
    }

    private static String clipped(String line, int columns) {
        return line.length() <= columns ? line : line.substring(0, columns - 3) + "...";
    }

    /** Its grade, or who took it if there is no receipt. */
    public static String gradeText(SnapshotRow row) {
        return switch (row.origin()) {
            case FLYSNAP -> row.grade().orElse("-");
            case DAILY -> "daily";
            case NOT_OURS -> "not this journal";
            case WITHOUT_RECEIPT -> "no receipt";
            case UNFINISHED -> "-";
        };
    }

    /**
     * How long until then, to the nearest day or hour: a snapshot that is kept for five days has
     * five left a moment later.
     */
    public static String leftText(Instant now, Instant until) {
        Duration left = Duration.between(now, until);
        return durationText(
                now, until.plus(left.toHours() < 48 ? Duration.ZERO : Duration.ofHours(12)));
    }

    public static String durationText(Instant from, Instant to) {
        return DurationConverter.shortText(
                to.isBefore(from) ? Duration.ZERO : Duration.between(from, to));
    }

    @Override
    public Json.Obj json() {
        return Records.write(
                Document.class,
                new Document(
                        app, rows.stream().map(SnapshotJson::of).toList(), CostView.json(rows)));
    }
}
