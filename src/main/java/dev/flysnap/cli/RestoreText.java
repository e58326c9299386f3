package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.restore.Verdict;
import java.time.Instant;
import java.util.stream.Collectors;

/** A restore in words, or as JSON. A machine's config can hold secrets, so it is in neither. */
final class RestoreText {
    private final RestorePlan plan;

    RestoreText(RestorePlan plan) {
        this.plan = plan;
    }

    String plan() {
        String replaced =
                plan.replaced()
                        .map(it ->
                                "old machine %s (%s) is cordoned, loses its fly_* metadata and is stopped; its volume stays"
                                        .formatted(it.id(), it.region()))
                        .orElse("no living machine of the app is replaced");
        return String.join(
                "\n",
                "Plan of " + plan.run() + ":",
                "  data      %s of %s, %s, grade %s"
                        .formatted(
                                plan.snapshot(),
                                plan.sourceVolume(),
                                plan.takenAt().map(it -> "taken " + it).orElse("of unknown age"),
                                plan.grade().orElse("unknown")),
                "  lost      whatever was written after that",
                "  volume    new, \"%s\", %d GB, %s%s"
                        .formatted(
                                plan.newVolume().name(),
                                plan.newVolume().sizeGb(),
                                plan.newVolume().region(),
                                plan.newVolume().encrypted() ? ", encrypted" : ""),
                "  machine   new, %s, image %s".formatted(plan.machineName(), image()),
                "  verified  "
                        + plan.verify().name().toLowerCase(java.util.Locale.ROOT)
                        + ", before the app may have it",
                "  cutover   "
                        + (plan.cutover() ? "yes: " + replaced : "no: the app does not start"));
    }

    String done(RestoreReport report) {
        String databases =
                report.verdict().databases().stream()
                        .map(it ->
                                "%s (%s, %s)"
                                        .formatted(it.path(), Sizes.words(it.bytes()), it.check()))
                        .collect(Collectors.joining(", "));
        String service =
                plan.cutover()
                        ? "The app runs on %s in %s."
                                        .formatted(report.machine(), plan.newVolume().region())
                                + report.withoutService()
                                        .map(it -> " Without service: " + Durations.words(it) + ".")
                                        .orElse("")
                        : "The app has not been started: machine "
                                + report.machine()
                                + " is stopped and cordoned.";
        return String.join(
                "\n",
                "Done (" + plan.run() + ").",
                "  volume    " + report.volume() + " in " + plan.newVolume().region(),
                "  machine   " + report.machine() + " (" + plan.machineName() + ")",
                "  verified  " + databases,
                "  " + service,
                "  next      primary_region = \""
                        + plan.newVolume().region()
                        + "\" in fly.toml, before the next deploy");
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
                        .with("verify", plan.verify().name().toLowerCase(java.util.Locale.ROOT))
                        .with("cutover", plan.cutover());
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

    private String image() {
        return plan.appConfig().text("image").orElse("unknown");
    }
}
