package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.restore.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A restore in words, or as JSON. A machine's config can hold secrets, so it is in neither. */
final class RestoreText {
    private final RestorePlan plan;

    RestoreText(RestorePlan plan) {
        this.plan = plan;
    }

    String plan(Instant now) {
        return String.join(
                "\n",
                "Plan of " + plan.run() + ":",
                "  data      %s of %s, grade %s"
                        .formatted(
                                plan.snapshot(),
                                plan.sourceVolume(),
                                plan.grade().orElse("unknown")),
                "  taken     "
                        + plan.takenAt()
                                .map(it -> Moments.withAge(it, now))
                                .orElse("nobody knows when"),
                "  lost      whatever was written after that",
                "  volume    new, \"%s\", %d GB, %s%s"
                        .formatted(
                                plan.newVolume().name(),
                                plan.newVolume().sizeGb(),
                                plan.newVolume().region(),
                                plan.newVolume().encrypted() ? ", encrypted" : ""),
                "  machine   new, %s, image %s".formatted(plan.machineName(), image()),
                "  verified  " + check() + ", before the app may have it",
                "  cutover   "
                        + (plan.cutover()
                                ? cutover()
                                : "no: the app does not start, nothing else is touched"));
    }

    private String cutover() {
        if (plan.unfenced()) {
            return "yes, UNFENCED: old machine "
                    + plan.replaced().orElseThrow().id()
                    + " cannot be stopped now and may go on writing";
        }
        return plan.replaced()
                .map(it ->
                        ("yes: old machine %s (%s) is cordoned, loses its fly_* metadata and is stopped;\n"
                                        + "            it and its volume stay")
                                .formatted(it.id(), it.region()))
                .orElse("yes; there is no old machine to stop");
    }

    String done(RestoreReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Done (" + plan.run() + ").");
        lines.add("  volume    " + report.volume() + " in " + plan.newVolume().region());
        lines.add("  machine   " + report.machine() + " (" + plan.machineName() + ")");
        lines.add(
                "  verified  "
                        + report.verdict().databases().stream()
                                .map(it ->
                                        "%s (%s, %s)"
                                                .formatted(
                                                        it.path(),
                                                        Sizes.words(it.bytes()),
                                                        it.check()))
                                .collect(Collectors.joining(", ")));
        if (plan.cutover()) {
            lines.add(
                    "  app       runs on %s in %s"
                            .formatted(report.machine(), plan.newVolume().region()));
            report.withoutService()
                    .ifPresent(it ->
                            lines.add("  down      without service for " + Durations.words(it)));
            plan.replaced()
                    .ifPresent(it ->
                            lines.add(
                                    "  old       machine "
                                            + it.id()
                                            + " is stopped; it and its volume stay"));
            lines.add(
                    "  next      set primary_region = \"%s\" in fly.toml before the next deploy"
                            .formatted(plan.newVolume().region()));
        } else {
            lines.add(
                    "  app       not started: machine "
                            + report.machine()
                            + " is stopped and cordoned");
            lines.add("  next      flysnap continue " + plan.run() + " --cutover");
        }
        lines.add("  back      flysnap undo " + plan.run());
        return String.join("\n", lines);
    }

    Json.Obj planJson() {
        Json.Obj json =
                Json.Obj.empty()
                        .with("run", plan.run().value())
                        .with("app", plan.app().value())
                        .with("snapshot", plan.snapshot().value())
                        .withText("taken_at", plan.takenAt().map(Instant::toString))
                        .withText("grade", plan.grade())
                        .with("source_volume", plan.sourceVolume().value())
                        .with(
                                "new_volume",
                                Json.Obj.empty()
                                        .with("name", plan.newVolume().name().value())
                                        .with("size_gb", plan.newVolume().sizeGb())
                                        .with("region", plan.newVolume().region().value())
                                        .with("encrypted", plan.newVolume().encrypted()))
                        .with("machine_name", plan.machineName())
                        .with("image", image())
                        .with("verify", check())
                        .with("cutover", plan.cutover())
                        .with("unfenced", plan.unfenced());
        return json.withText("replaces_machine", plan.replaced().map(it -> it.id().value()));
    }

    Json.Obj json(RestoreReport report) {
        Json.Obj json =
                Json.Obj.empty()
                        .with("plan", planJson())
                        .with("volume", report.volume().value())
                        .with("machine", report.machine().value())
                        .with("verdict", Records.write(Verdict.class, report.verdict()));
        return report.withoutService().isPresent()
                ? json.with("without_service_ms", report.withoutService().get().toMillis())
                : json;
    }

    private String check() {
        return plan.verify().name().toLowerCase(Locale.ROOT);
    }

    private String image() {
        return plan.appConfig().text("image").orElse("unknown");
    }
}
