package dev.flysnap.cli.snapshot;

import dev.flysnap.cli.view.ProblemJson;
import dev.flysnap.cli.view.Table;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.snapshot.fleet.FleetReport;
import dev.flysnap.snapshot.fleet.FleetResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The result of creates of several volumes: what exists first, then what failed. */
public record FleetView(FleetReport report) implements View {
    private record Document(
            RunId run, long done, long accepted, int failed, List<SnapshotResult> snapshots) {}

    private record SnapshotResult(
            AppName app,
            Optional<VolumeId> volume,
            Optional<RunId> run,
            Optional<Json.Obj> receipt,
            Optional<ProblemJson> problem) {
        static SnapshotResult of(FleetResult result) {
            return new SnapshotResult(
                    result.app(),
                    result.volume(),
                    result.run(),
                    result.receipt().map(Receipt::json),
                    result.problem().map(ProblemJson::of));
        }
    }

    @Override
    public Json.Obj json() {
        return Records.write(
                Document.class,
                new Document(
                        report.run(),
                        report.results().size() - report.failed().size() - report.accepted(),
                        report.accepted(),
                        report.failed().size(),
                        report.results().stream().map(SnapshotResult::of).toList()));
    }

    @Override
    public String text() {
        Table table = new Table().row("APP", "VOLUME", "GRADE", "SNAPSHOT");
        for (FleetResult result : report.results()) {
            table.row(
                    result.app(),
                    volume(result),
                    result.problem()
                            .map(FleetView::status)
                            .or(() -> result.receipt().map(receipt -> receipt.grade().toString()))
                            .orElse("accepted"),
                    result.receipt().map(receipt -> receipt.snapshot().value()).orElse("-"));
        }
        List<String> lines = new ArrayList<>(table.text().lines().toList());
        for (FleetResult it : report.failed()) {
            lines.add(
                    "%s %s: %s"
                            .formatted(
                                    it.app(),
                                    volume(it),
                                    it.problem().map(Problem::code).orElse("")));
            it.problem().ifPresent(problem -> lines.add(why(problem)));
        }
        int failed = report.failed().size();
        long accepted = report.accepted();
        lines.add(
                "%d of %s created%s%s. Run %s."
                        .formatted(
                                report.results().size() - failed - accepted,
                                Count.of(report.results().size(), "snapshot"),
                                failed > 0 ? ", " + failed + " failed" : "",
                                accepted > 0
                                        ? ", %d only requested (flysnap continue %s waits for them)"
                                                .formatted(accepted, report.run())
                                        : "",
                                report.run()));
        return String.join("\n", lines);
    }

    private static String status(Problem problem) {
        return problem.exit() == ExitCode.INTERRUPTED
                ? "interrupted"
                : "failed, exit " + problem.exit().number();
    }

    static String why(Problem problem) {
        return "  %s %s%n  next: %s".formatted(problem.what(), problem.why(), problem.next());
    }

    private static String volume(FleetResult result) {
        return result.volume().map(VolumeId::value).orElse("-");
    }
}
