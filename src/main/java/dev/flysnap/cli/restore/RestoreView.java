package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.ByteSizes;
import dev.flysnap.cli.view.ReplicaLines;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.ShortList;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.sqlite.check.TableRows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A finished restore; without the machine's config, which can contain secrets. */
public final class RestoreView implements View {
    private record Document(
            Json plan,
            VolumeId volume,
            Region region,
            List<RegionRefusal> refused,
            Optional<Integer> raisedSizeGb,
            Optional<MachineId> machine,
            Optional<Verdict> verdict,
            Optional<Long> withoutServiceMs,
            Optional<Region> setPrimaryRegion,
            Optional<MachineId> keptMachine,
            Optional<VolumeId> keptVolume,
            Optional<String> finish,
            Optional<String> undo,
            @JsonName("continue") Optional<String> continueCommand,
            @JsonName("dollars_a_month") Json monthlyDollars) {}

    private static final int MAX_TABLES_SHOWN = 5;

    private final RestorePlan plan;
    private final RestoreReport report;
    private final Instant now;

    public RestoreView(RestoreReport report) {
        this(report, Instant.now());
    }

    /** The report of a restore, or of one on trial. */
    public static View of(RestoreReport report) {
        return report.plan().isTrial() ? new VerifyView(report) : new RestoreView(report);
    }

    RestoreView(RestoreReport report, Instant now) {
        this.plan = report.plan();
        this.report = report;
        this.now = now;
    }

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Done (" + plan.run() + ").");
        for (RegionRefusal refusal : report.refused()) {
            lines.add("  tried     " + refusal.description() + ": " + refusal.said());
        }
        report.raisedGb()
                .ifPresent(gb ->
                        lines.add(
                                "  size      %d GB: Fly asked for more than was planned"
                                        .formatted(gb)));
        lines.add(
                "  volume    %s (%s) in %s"
                        .formatted(report.volume(), plan.newVolume().name(), report.region()));
        report.machine()
                .ifPresent(
                        it -> lines.add("  machine   " + it + " (" + plan.machine().name() + ")"));
        report.verdict().ifPresent(it -> verified(lines, it, "verified"));
        report.verdict()
                .map(Verdict::problems)
                .orElse(List.of())
                .forEach(it -> lines.add("  BAD       " + it));
        if (report.machine().isEmpty()) {
            unattachedVolume(lines);
        } else if (plan.cutover()) {
            inService(lines, report.machine().get());
        } else {
            lines.add(
                    "  app       not started: machine %s is stopped and cordoned"
                            .formatted(report.machine().get()));
            lines.add("  next      " + continueCommand());
        }
        secrets().ifPresent(it -> lines.add("  secrets   " + it));
        lines.add("  costs     " + new RestoreCostView(plan, report).text());
        if (!report.finished()) {
            lines.add("  back      " + undoCommand());
        }
        return String.join("\n", lines);
    }

    /**
     * @param word what was done with the databases
     */
    static void verified(List<String> lines, Verdict verdict, String word) {
        if (verdict.databases().isEmpty()) {
            lines.add("  verified  by an earlier process; what it found is lost with its journal");
            return;
        }
        boolean isChecked =
                verdict.databases().stream()
                        .anyMatch(it -> !it.check().equals(CheckDepth.NONE.checkName()));
        lines.add(
                "  %-10s".formatted(word)
                        + (isChecked ? "" : "no (--verify none), only read: ")
                        + ShortList.text(
                                verdict.databases().stream()
                                        .map(present ->
                                                "%s (%s%s%s)"
                                                        .formatted(
                                                                present.path(),
                                                                ByteSizes.text(present.bytes()),
                                                                isChecked
                                                                        ? ", " + present.check()
                                                                        : "",
                                                                tables(present)))
                                        .toList()));
        verdict.notes().orElse(List.of()).forEach(text -> lines.add("  note      " + text));
        verdict.expectations()
                .orElse(List.of())
                .forEach(result ->
                        lines.add(
                                "  found     %s (expected %s)"
                                        .formatted(
                                                result.found().orElse("null"), result.expected())));
    }

    /** How many tables there are, and how many rows the first of them have. */
    private static String tables(Verdict.Found database) {
        List<TableRows> rows = database.rows().orElse(List.of());
        return database.tables()
                .map(count ->
                        ", %s%s%s"
                                .formatted(
                                        Count.of(count, "table"),
                                        rows.isEmpty()
                                                ? ""
                                                : rows.stream()
                                                        .limit(MAX_TABLES_SHOWN)
                                                        .map(TableRows::toString)
                                                        .collect(
                                                                Collectors.joining(
                                                                        ", ", ", rows: ", "")),
                                        rows.size() > MAX_TABLES_SHOWN ? ", …" : ""))
                .orElse("");
    }

    private void unattachedVolume(List<String> lines) {
        lines.add("  attached  no: the data is not verified");
        lines.add(
                "  next      fly machine run IMAGE --app %s --region %s --volume %s:/data"
                        .formatted(plan.app(), report.region(), report.volume()));
    }

    private void inService(List<String> lines, MachineId machine) {
        lines.add("  app       runs on %s in %s".formatted(machine, report.region()));
        report.withoutService()
                .ifPresent(duration ->
                        lines.add(
                                "  down      without service for "
                                        + DurationConverter.text(duration)));
        report.old()
                .ifPresent(present ->
                        lines.add(
                                report.finished()
                                        ? "  old       machine %s and its volume were removed"
                                                .formatted(present.id())
                                        : "  old       machine %s is stopped; it and its volume stay until: %s"
                                                .formatted(present.id(), finishCommand())));
        lines.addAll(new ReplicaLines(plan).afterCutover(machine));
        newRegion()
                .ifPresent(region ->
                        lines.add(
                                "  next      set primary_region = \"%s\" in fly.toml before the next deploy"
                                        .formatted(region)));
    }

    /** The app's region after the cutover, if it changed. */
    private Optional<Region> newRegion() {
        Region before = report.old().map(Machine::region).orElse(plan.grounds().sourceRegion());
        return plan.cutover() && !before.equals(report.region())
                ? Optional.of(report.region())
                : Optional.empty();
    }

    private String continueCommand() {
        return "flysnap continue " + plan.run() + " --cutover";
    }

    private String finishCommand() {
        return "flysnap finish " + plan.run();
    }

    private String undoCommand() {
        return "flysnap undo " + plan.run();
    }

    /** Names only: Fly never shows a secret's value. */
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

    @Override
    public Json.Obj json() {
        boolean keepsOld = RestoreCostView.keepsOld(plan, report);
        Optional<Machine> kept = report.old().filter(_ -> keepsOld);
        boolean canContinue = report.machine().isPresent() && !plan.cutover();
        return Records.write(
                Document.class,
                new Document(
                        new RestorePlanView(plan, now).json(),
                        report.volume(),
                        report.region(),
                        report.refused(),
                        report.raisedGb(),
                        report.machine(),
                        report.verdict(),
                        report.withoutService().map(Duration::toMillis),
                        newRegion(),
                        kept.map(Machine::id),
                        kept.flatMap(it -> it.mountedVolumes().stream().findFirst()),
                        Optional.of(finishCommand()).filter(_ -> keepsOld),
                        Optional.of(undoCommand()).filter(_ -> !report.finished()),
                        Optional.of(continueCommand()).filter(_ -> canContinue),
                        new RestoreCostView(plan, report).json()));
    }
}
