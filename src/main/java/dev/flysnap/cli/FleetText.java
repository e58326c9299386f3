package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.Fleet;
import dev.flysnap.snapshot.FleetReport;
import dev.flysnap.snapshot.FleetResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Creates of several volumes, in words or as JSON. */
final class FleetText {

    static String plan(List<Fleet.Preview> previews) {
        List<String> lines = new ArrayList<>();
        for (Fleet.Preview it : previews) {
            it.plan().ifPresent(plan -> lines.add(new CreateText(plan).plan()));
            it.problem()
                    .ifPresent(
                            problem -> lines.add(it.app() + " cannot be taken:\n" + why(problem)));
        }
        return String.join("\n", lines);
    }

    static Json.Obj json(List<Fleet.Preview> previews) {
        return Json.Obj.empty()
                .with("plans", new Json.Arr(previews.stream().<Json>map(FleetText::json).toList()));
    }

    private static Json.Obj json(Fleet.Preview preview) {
        Json.Obj json =
                preview.plan()
                        .map(it -> new CreateText(it).planJson())
                        .orElseGet(() -> Json.Obj.empty().with("app", preview.app().value()));
        return preview.problem().map(it -> json.with("problem", json(it))).orElse(json);
    }

    /** What is there first, then what failed and what to do about it. */
    static String done(FleetReport report) {
        List<String> lines = new ArrayList<>();
        int app = widest(report.results().stream().map(it -> it.app().value()).toList(), "APP");
        int volume = widest(report.results().stream().map(FleetText::volume).toList(), "VOLUME");
        String row = "%-" + app + "s  %-" + volume + "s  %-16s  %s";
        lines.add(row.formatted("APP", "VOLUME", "GRADE", "SNAPSHOT").stripTrailing());
        for (FleetResult it : report.results()) {
            String grade =
                    it.problem()
                            .map(problem -> "failed, exit " + problem.exit().number())
                            .or(() -> it.receipt().map(receipt -> receipt.grade().toString()))
                            .orElse("accepted");
            lines.add(
                    row.formatted(
                                    it.app(),
                                    volume(it),
                                    grade,
                                    it.receipt()
                                            .map(receipt -> receipt.snapshot().value())
                                            .orElse("-"))
                            .stripTrailing());
        }
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
                "%d of %d snapshots are created%s%s. Run %s."
                        .formatted(
                                report.results().size() - failed - accepted,
                                report.results().size(),
                                failed > 0 ? ", " + failed + " failed" : "",
                                accepted > 0
                                        ? ", %d are only asked for (flysnap continue %s waits for them)"
                                                .formatted(accepted, report.run())
                                        : "",
                                report.run()));
        return String.join("\n", lines);
    }

    private static String why(Problem problem) {
        return "  %s %s%n  next: %s".formatted(problem.what(), problem.why(), problem.next());
    }

    private static String volume(FleetResult result) {
        return result.volume().map(VolumeId::value).orElse("-");
    }

    private static int widest(List<String> texts, String heading) {
        return Math.max(heading.length(), texts.stream().mapToInt(String::length).max().orElse(0));
    }

    static Json.Obj json(FleetReport report) {
        return Json.Obj.empty()
                .with("run", report.run().value())
                .with("done", report.results().size() - report.failed().size() - report.accepted())
                .with("accepted", report.accepted())
                .with("failed", report.failed().size())
                .with(
                        "snapshots",
                        new Json.Arr(
                                report.results().stream().<Json>map(FleetText::json).toList()));
    }

    private static Json.Obj json(FleetResult result) {
        Json.Obj json =
                Json.Obj.empty()
                        .with("app", result.app().value())
                        .withText("volume", result.volume().map(VolumeId::value))
                        .withText("run", result.run().map(RunId::value));
        Optional<Json.Obj> receipt = result.receipt().map(it -> it.json());
        json = receipt.isPresent() ? json.with("receipt", receipt.get()) : json;
        return result.problem().isPresent()
                ? json.with("problem", json(result.problem().get()))
                : json;
    }

    static Json.Obj json(Problem problem) {
        return Json.Obj.empty()
                .with("code", problem.code())
                .with("exit", problem.exit().number())
                .with("what", problem.what())
                .with("why", problem.why())
                .with("next", problem.next());
    }

    private FleetText() {}
}
