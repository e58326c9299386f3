package dev.flysnap.cli.diagnose;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.CheckText;
import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.SnapshotListView;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Volume;
import dev.flysnap.portable.litestream.Replica;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.sources.Loss;
import dev.flysnap.sources.Origin;
import dev.flysnap.sources.Source;
import dev.flysnap.sources.Sources;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an app could be brought back from. */
record SourcesView(Sources sources) implements View {
    private record Document(
            AppName app,
            Instant at,
            boolean exists,
            NewestJson newestCommit,
            List<SourceJson> sources,
            String timeBasis,
            List<ProblemJson> unread) {}

    private record NewestJson(Optional<Instant> at, boolean noneAfter, String why) {}

    private record SourceJson(
            String source,
            String kind,
            String of,
            String grade,
            Optional<Instant> holds,
            boolean proven,
            Optional<String> verified,
            boolean bad,
            Optional<Long> losesSeconds,
            boolean losesNoMore,
            Optional<Long> takesSeconds,
            Optional<String> command) {}

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s, %s%s"
                        .formatted(
                                sources.app(),
                                TimeText.of(sources.at()),
                                sources.appExists() ? "" : ": Fly has no such app"));
        lines.add(
                "  newest commit  %s: %s"
                        .formatted(
                                sources.newest().at().map(TimeText::of).orElse("unknown"),
                                sources.newest().why()));
        if (sources.all().isEmpty()) {
            lines.add("  nothing        there is nothing to bring it back from");
            return String.join("\n", lines);
        }
        lines.add(
                "  best           "
                        + sources.best()
                                .flatMap(Source::command)
                                .orElse("none that is not known to be bad"));
        lines.add("  times          " + sources.timeBasis());
        lines.add(table());
        return String.join("\n", lines);
    }

    private String table() {
        Table table = new Table(2, 6);
        table.row("KIND", "OF", "AGE", "GRADE", "VERIFIED", "LOSES", "TAKES", "SOURCE");
        for (Source source : sources.all()) {
            Row row = row(source);
            table.row(
                    row.kind(),
                    row.of(),
                    source.holds()
                            .map(it -> SnapshotListView.durationText(it, sources.at()))
                            .orElse("-"),
                    row.grade(),
                    row.verified().orElse("-"),
                    text(source.loss()),
                    source.takes().map(DurationConverter::shortText).orElse("-"),
                    row.name());
        }
        return table.text();
    }

    private static String text(Loss loss) {
        if (loss.isNothing()) {
            return "nothing";
        }
        return loss.window()
                .filter(it -> !it.isZero())
                .map(DurationConverter::shortText)
                .map(it -> loss.isProven() ? "up to " + it : it + " or more")
                .orElse("unknown");
    }

    /** What is told of each kind. */
    private record Row(
            String name, String kind, String of, String grade, Optional<String> verified) {}

    private Row row(Source source) {
        return switch (source.origin()) {
            case Origin.OfSnapshot(SnapshotRow row) ->
                    new Row(
                            row.snapshot().id().map(it -> it.value()).orElse("?"),
                            "snapshot",
                            row.volume().map(it -> it.name().value()).orElse("?"),
                            SnapshotListView.gradeText(row),
                            row.check().map(it -> CheckText.cell(it, sources.at())));
            case Origin.OfVolume(VolumeUse use) -> {
                Volume volume = use.volume();
                yield new Row(
                        volume.id().value(),
                        "volume",
                        volume.name().value(),
                        use.kind().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                        Optional.empty());
            }
            case Origin.OfCopy copy -> {
                CopyManifest manifest = copy.copy();
                yield new Row(
                        copy.address(),
                        "copy",
                        manifest.database(),
                        manifest.grade().label(),
                        copy.verified().map(it -> CheckText.cell(it, sources.at())));
            }
            case Origin.OfReplica(Replica replica) ->
                    new Row(
                            replica.address().toString(),
                            "replica",
                            replica.database(),
                            "-",
                            Optional.empty());
        };
    }

    @Override
    public Json json() {
        return Records.write(
                Document.class,
                new Document(
                        sources.app(),
                        sources.at(),
                        sources.appExists(),
                        new NewestJson(
                                sources.newest().at(),
                                sources.newest().isBound(),
                                sources.newest().why()),
                        sources.all().stream().map(this::json).toList(),
                        sources.timeBasis(),
                        sources.unread().stream().map(ProblemJson::of).toList()));
    }

    private SourceJson json(Source source) {
        Row row = row(source);
        return new SourceJson(
                row.name(),
                row.kind(),
                row.of(),
                row.grade(),
                source.holds(),
                source.isProven(),
                row.verified(),
                source.isBad(),
                source.loss().window().map(Duration::toSeconds),
                source.loss().isProven(),
                source.takes().map(Duration::toSeconds),
                source.command());
    }
}
