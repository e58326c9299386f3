package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.RegionRefusal;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.restore.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A restore in words, or as JSON. A machine's config can hold secrets, so it is in neither. */
final class RestoreText {
    private final RestorePlan plan;
    private final RestorePlanText planText;

    RestoreText(RestorePlan plan) {
        this.plan = plan;
        planText = new RestorePlanText(plan);
    }

    String plan(Instant now) {
        return planText.words(now);
    }

    Json.Obj planJson(Instant now) {
        return new RestorePlanJson(plan).json(now);
    }

    String done(RestoreReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("Done (" + plan.run() + ").");
        for (RegionRefusal refusal : report.refused()) {
            lines.add("  tried     " + refusal.words() + ": " + refusal.said());
        }
        lines.add(
                "  volume    %s (%s) in %s"
                        .formatted(report.volume(), plan.newVolume().name(), report.region()));
        report.machine()
                .ifPresent(
                        it -> lines.add("  machine   " + it + " (" + plan.machine().name() + ")"));
        report.verdict().ifPresent(it -> verified(lines, it));
        if (report.machine().isEmpty()) {
            looseVolume(lines, report);
        } else if (plan.cutover()) {
            inService(lines, report, report.machine().get());
        } else {
            lines.add(
                    "  app       not started: machine "
                            + report.machine().get()
                            + " is stopped and cordoned");
            lines.add("  next      " + continuing());
        }
        secrets().ifPresent(it -> lines.add("  secrets   " + it));
        lines.add("  costs     " + new RestoreCost(plan, report).words());
        if (!report.finished()) {
            lines.add("  back      " + undoing());
        }
        return String.join("\n", lines);
    }

    private static void verified(List<String> lines, Verdict verdict) {
        lines.add(
                "  verified  "
                        + verdict.databases().stream()
                                .map(it ->
                                        "%s (%s, %s)"
                                                .formatted(
                                                        it.path(),
                                                        Sizes.words(it.bytes()),
                                                        it.check()))
                                .collect(Collectors.joining(", ")));
        verdict.notes()
                .orElse(List.of())
                .forEach(it ->
                        lines.add(
                                "  note      "
                                        + it
                                        + ": writers went on before the snapshot was taken"));
        verdict.expectations()
                .orElse(List.of())
                .forEach(it ->
                        lines.add(
                                "  found     %s (expected %s)"
                                        .formatted(it.found().orElse("null"), it.expected())));
    }

    private void looseVolume(List<String> lines, RestoreReport report) {
        lines.add("  attached  no: nothing has looked at the data yet");
        lines.add(
                "  next      fly machine run IMAGE --app %s --region %s --volume %s:/data"
                        .formatted(plan.app(), report.region(), report.volume()));
    }

    private void inService(List<String> lines, RestoreReport report, MachineId machine) {
        lines.add("  app       runs on %s in %s".formatted(machine, report.region()));
        report.withoutService()
                .ifPresent(
                        it -> lines.add("  down      without service for " + Durations.words(it)));
        report.old()
                .ifPresent(it ->
                        lines.add(
                                "  old       machine "
                                        + it.id()
                                        + (report.finished()
                                                ? " and its volume were removed"
                                                : " is stopped; it and its volume stay until: "
                                                        + finishing())));
        newRegion(report)
                .ifPresent(it ->
                        lines.add(
                                "  next      set primary_region = \"%s\" in fly.toml before the next deploy"
                                        .formatted(it)));
    }

    /** Where the app is now, if it was elsewhere. */
    private Optional<Region> newRegion(RestoreReport report) {
        Region before = report.old().map(Machine::region).orElse(plan.grounds().sourceRegion());
        return plan.cutover() && !before.equals(report.region())
                ? Optional.of(report.region())
                : Optional.empty();
    }

    private String continuing() {
        return "flysnap continue " + plan.run() + " --cutover";
    }

    private String finishing() {
        return "flysnap finish " + plan.run();
    }

    private String undoing() {
        return "flysnap undo " + plan.run();
    }

    /** Names only: nobody can read a secret's value from outside. */
    private Optional<String> secrets() {
        boolean otherApp = !plan.grounds().sourceApp().equals(plan.app());
        if (!otherApp || plan.volumeOnly()) {
            return Optional.empty();
        }
        return plan.grounds()
                .secretsToCome()
                .map(missing ->
                        missing.isEmpty()
                                ? Optional.<String>empty()
                                : Optional.of(
                                        "%s still needs: fly secrets set --app %s %s"
                                                .formatted(
                                                        plan.app(),
                                                        plan.app(),
                                                        missing.stream()
                                                                .map(it -> it + "=…")
                                                                .collect(Collectors.joining(" ")))))
                .orElseGet(() ->
                        Optional.of(
                                "compare: fly secrets list --app %s, and --app %s"
                                        .formatted(plan.grounds().sourceApp(), plan.app())));
    }

    Json.Obj json(RestoreReport report, Instant now) {
        Json.Obj json =
                Json.Obj.empty()
                        .with("plan", planJson(now))
                        .with("volume", report.volume().value())
                        .with("region", report.region().value())
                        .with(
                                "refused",
                                new Json.Arr(
                                        report.refused().stream()
                                                .<Json>map(it ->
                                                        Records.write(RegionRefusal.class, it))
                                                .toList()))
                        .withText("machine", report.machine().map(MachineId::value));
        if (report.verdict().isPresent()) {
            json = json.with("verdict", Records.write(Verdict.class, report.verdict().get()));
        }
        if (report.withoutService().isPresent()) {
            json = json.with("without_service_ms", report.withoutService().get().toMillis());
        }
        boolean waits = report.machine().isPresent() && !plan.cutover();
        boolean keepsOld = RestoreCost.keepsOld(plan, report);
        Optional<Machine> kept = report.old().filter(_ -> keepsOld);
        return json.withText("set_primary_region", newRegion(report).map(Region::value))
                .withText("kept_machine", kept.map(it -> it.id().value()))
                .withText(
                        "kept_volume",
                        kept.flatMap(it -> it.mountedVolumes().stream().findFirst())
                                .map(VolumeId::value))
                .with("dollars_a_month", new RestoreCost(plan, report).json())
                .withText("continue", Optional.of(continuing()).filter(_ -> waits))
                .withText("finish", Optional.of(finishing()).filter(_ -> keepsOld))
                .withText("undo", Optional.of(undoing()).filter(_ -> !report.finished()));
    }
}
