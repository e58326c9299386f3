package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.snapshot.PolicyView;
import dev.flysnap.cli.view.CheckText;
import dev.flysnap.cli.view.CostView;
import dev.flysnap.cli.view.SnapshotJson;
import dev.flysnap.cli.view.SnapshotListView;
import dev.flysnap.cli.view.View;
import dev.flysnap.cli.view.VolumeCost;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import dev.flysnap.problem.Count;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.status.AppStatus;
import dev.flysnap.time.TimeText;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * Volumes, newest snapshots, cost and unfinished runs of an app.
 *
 * @param nextCommand the command that finishes a run
 */
record StatusView(
        AppStatus status, VolumeUses uses, Function<RunRecord, String> nextCommand, Instant now)
        implements View {
    private record Document(
            AppName app,
            List<VolumeJson> volumes,
            Json total,
            Superseded superseded,
            List<OpenRun> openRuns) {}

    private record VolumeJson(
            VolumeId id,
            VolumeName name,
            int sizeGb,
            Optional<MachineId> machine,
            VolumeUse.Kind use,
            Optional<RunId> run,
            Optional<String> next,
            @JsonName("dollars_a_month") BigDecimal monthlyDollars,
            Optional<Boolean> daily,
            Optional<Integer> retentionDays,
            Optional<SnapshotJson> lastSnapshot) {}

    /** What is billed until it is finished. */
    private record Superseded(
            int volumes, int sizeGb, @JsonName("dollars_a_month") BigDecimal monthlyDollars) {}

    private record OpenRun(
            RunId run, String kind, RunStatus status, Instant startedAt, String next) {}

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        if (status.volumes().isEmpty()) {
            lines.add(status.app() + " has no volume.");
            status.latest().ifPresent(row -> lines.addAll(restoreHint(row)));
        }
        for (Volume volume : status.volumes()) {
            VolumeUse use = uses.of(volume.id()).orElseThrow();
            lines.add(PolicyView.of(volume));
            lines.add("  last snapshot  " + lastSnapshot(volume, use));
            lines.add("  use            " + text(use));
        }
        lines.add(CostView.of(status.rows()));
        superseded().ifPresent(lines::add);
        for (AppStatus.OpenRun open : status.open()) {
            lines.add(
                    "%s of %s: %s since %s; next: %s"
                            .formatted(
                                    open.run().kind(),
                                    open.run().app(),
                                    open.status().name().toLowerCase(Locale.ROOT),
                                    TimeText.of(open.run().startedAt()),
                                    nextCommand.apply(open.run())));
        }
        return String.join("\n", lines);
    }

    private String lastSnapshot(Volume volume, VolumeUse use) {
        return status.latest(volume.id())
                .map(this::line)
                .orElseGet(() ->
                        use.mayBeLive()
                                ? "none: flysnap create %s --volume %s"
                                        .formatted(status.app(), volume.id())
                                : "none");
    }

    private static String text(VolumeUse use) {
        return use.text()
                + use.next()
                        .map(it ->
                                "; %s until: %s"
                                        .formatted(VolumeCost.text(use.volume().sizeGb()), it))
                        .orElse("");
    }

    private List<VolumeUse> supersededVolumes() {
        return uses.all().stream().filter(VolumeUse::isSuperseded).toList();
    }

    private static int sizeGb(List<VolumeUse> volumes) {
        return volumes.stream().mapToInt(it -> it.volume().sizeGb()).sum();
    }

    /** One line for all of them. */
    private Optional<String> superseded() {
        List<VolumeUse> volumes = supersededVolumes();
        return volumes.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "%s out of use: %s%s"
                                .formatted(
                                        Count.of(volumes.size(), "volume"),
                                        VolumeCost.text(sizeGb(volumes)),
                                        removal(volumes)));
    }

    /** A finish of all leaves what may hold writes that the app lacks. */
    private String removal(List<VolumeUse> volumes) {
        return volumes.stream().allMatch(it -> it.kind() == VolumeUse.Kind.UNDONE)
                ? ""
                : "; to remove what can be: flysnap finish --app %s --all".formatted(status.app());
    }

    private List<String> restoreHint(SnapshotRow row) {
        List<String> lines = new ArrayList<>();
        lines.add("  last snapshot  %s, of %s (deleted)".formatted(line(row), row.volumeId()));
        row.snapshot()
                .id()
                .ifPresent(id ->
                        lines.add(
                                "  restore it: flysnap restore %s --app %s --dry-run"
                                        .formatted(id, status.app())));
        return lines;
    }

    private String line(SnapshotRow row) {
        return "%s, %s%s%s%s"
                .formatted(
                        row.snapshot().id().map(SnapshotId::value).orElse("?"),
                        SnapshotListView.gradeText(row),
                        row.snapshot()
                                .createdAt()
                                .map(at -> ", " + SnapshotListView.durationText(at, now) + " old")
                                .orElse(""),
                        row.expiresAt()
                                .map(at -> ", " + SnapshotListView.leftText(now, at) + " left")
                                .orElse(""),
                        row.check().map(it -> ", verified " + CheckText.of(it, now)).orElse(""));
    }

    @Override
    public Json.Obj json() {
        List<VolumeUse> superseded = supersededVolumes();
        return Records.write(
                Document.class,
                new Document(
                        status.app(),
                        status.volumes().stream().map(this::volumeJson).toList(),
                        CostView.json(status.rows()),
                        new Superseded(
                                superseded.size(),
                                sizeGb(superseded),
                                VolumeCost.dollars(sizeGb(superseded))),
                        status.open().stream().map(this::openRun).toList()));
    }

    private VolumeJson volumeJson(Volume volume) {
        VolumeUse use = uses.of(volume.id()).orElseThrow();
        return new VolumeJson(
                volume.id(),
                volume.name(),
                volume.sizeGb(),
                volume.attachedMachine(),
                use.kind(),
                use.run(),
                use.next(),
                VolumeCost.dollars(volume.sizeGb()),
                volume.dailySnapshots(),
                volume.snapshotRetentionDays(),
                status.latest(volume.id()).map(SnapshotJson::of));
    }

    private OpenRun openRun(AppStatus.OpenRun open) {
        return new OpenRun(
                open.run().id(),
                open.run().kind().toString(),
                open.status(),
                open.run().startedAt(),
                nextCommand.apply(open.run()));
    }
}
