package dev.flysnap.cli.restore;

import dev.flysnap.cli.option.DurationConverter;
import dev.flysnap.cli.view.ReplicaLines;
import dev.flysnap.cli.view.Timestamps;
import dev.flysnap.cli.view.View;
import dev.flysnap.json.Json;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.Count;
import dev.flysnap.restore.model.PlanRationale;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.ExpectedDatabase;
import dev.flysnap.restore.verify.Verifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a restore is going to do; without the machine's config, which can contain secrets. */
public final class RestorePlanView implements View {
    private static final int MAX_REGIONS = 5;

    private final RestorePlan plan;
    private final PlanRationale grounds;
    private final Instant now;
    private final boolean isOfRun;

    RestorePlanView(RestorePlan plan, Instant now) {
        this(plan, now, true);
    }

    private RestorePlanView(RestorePlan plan, Instant now, boolean isOfRun) {
        this.plan = plan;
        this.now = now;
        this.isOfRun = isOfRun;
        this.grounds = plan.grounds();
    }

    /** The plan of a restore or a move that comes next, or is at work. */
    public static View of(RestorePlan plan) {
        return of(plan, true);
    }

    /** A plan that is not carried out: its run's id would lead nowhere. */
    public static View preview(RestorePlan plan) {
        return of(plan, false);
    }

    private static View of(RestorePlan plan, boolean isOfRun) {
        RestorePlanView restore = new RestorePlanView(plan, Instant.now(), isOfRun);
        return plan.isMove() ? new MovePlanView(plan, restore) : restore;
    }

    Optional<RunId> run() {
        return isOfRun ? Optional.of(plan.run()) : Optional.empty();
    }

    String title() {
        return run().map("Plan of %s:"::formatted).orElse("Plan:");
    }

    /** The new machine; its name is the run's. */
    String machineName() {
        return run().map(_ -> plan.machine().name() + ", ").orElse("");
    }

    @Override
    public Json json() {
        return RestorePlanJson.of(plan, this, now);
    }

    @Override
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(title());
        lines.addAll(data());
        lines.add(
                "  taken     %s"
                        .formatted(
                                plan.source()
                                        .takenAt()
                                        .map(it -> Timestamps.withAge(it, now))
                                        .orElse("unknown")));
        lines.add("  lost      " + lost());
        lines.addAll(new ReplicaLines(plan).ofPlan());
        if (isOtherApp()) {
            lines.add("  to app    " + plan.app());
        }
        lines.addAll(newVolume());
        if (plan.volumeOnly()) {
            lines.add(
                    "  machine   none: the data only, not verified, under a name that no deploy takes");
        } else {
            lines.add(
                    "  machine   new, %sconfig %s"
                            .formatted(machineName(), grounds.config().orElse("")));
            grounds.image()
                    .ifPresent(imageUse ->
                            lines.add(
                                    "  image     %s (%s)"
                                            .formatted(imageUse.reference(), imageUse.origin())));
            grounds.image()
                    .flatMap(it -> it.other())
                    .ifPresent(it -> lines.add("            not " + it));
            lines.add("  verified  " + verified());
            verifier().ifPresent(it -> lines.add("  by        " + it));
            compared().ifPresent(it -> lines.add("  compared  " + it));
            lines.addAll(expected());
            lines.add(
                    plan.isTrial()
                            ? "  then      all that was made is removed"
                            : "  cutover   " + cutover());
        }
        lines.add("  untouched " + untouched());
        grounds.secretsToCome()
                .filter(it -> !it.isEmpty())
                .ifPresent(list ->
                        lines.add(
                                "  secrets   %s lacks %s"
                                        .formatted(plan.app(), String.join(", ", list))));
        return String.join("\n", lines);
    }

    private List<String> data() {
        return plan.isFromCopies()
                ? new CopyPlanLines(plan).text()
                : List.of(
                        "  data      %s of %s, grade %s"
                                .formatted(
                                        plan.snapshot()
                                                .map(SnapshotId::value)
                                                .orElse("a new snapshot"),
                                        plan.source().volume(),
                                        plan.source().grade().orElse("unknown")));
    }

    /** The new volume, its region, and whether Fly reports capacity there. */
    List<String> newVolume() {
        List<String> lines = new ArrayList<>();
        lines.add("  volume    new, " + volume());
        if (plan.regions().size() > 1) {
            lines.add("  else in   " + joined(plan.regions().subList(1, plan.regions().size())));
        }
        capacity().ifPresent(it -> lines.add("  room      " + it));
        return lines;
    }

    /** The expected results of queries. */
    List<String> expected() {
        return plan.checks().expectations().stream().map(it -> "  expected  " + it).toList();
    }

    private boolean isOtherApp() {
        return !grounds.sourceApp().equals(plan.app());
    }

    /** After a plain quiesce the app may have migrated before the snapshot was taken. */
    Optional<String> compared() {
        if (plan.source().databases().isEmpty()) {
            return Optional.empty();
        }
        if (plan.isFromCopies()) {
            return Optional.of(
                    "the SHA-256 on the new machine with that of the data here, before it is checked there");
        }
        List<ExpectedDatabase> known =
                plan.source().databases().stream()
                        .filter(it -> it.userVersion().isPresent() || it.schemaSha256().isPresent())
                        .toList();
        if (known.isEmpty()) {
            return Optional.of("the databases of an earlier receipt have to exist");
        }
        return Optional.of(
                known.stream().allMatch(ExpectedDatabase::mayHaveChanged)
                        ? "the receipt's databases have to exist; another user_version or schema is only reported, as writers continued before the snapshot"
                        : "user_version and schema have to be as in the receipt");
    }

    String lost() {
        if (plan.isMove()) {
            return "nothing: the old machine is stopped while its snapshot is taken";
        }
        if (isOtherApp()) {
            return lostInOtherApp();
        }
        if (plan.volumeOnly() || plan.isTrial()) {
            return "nothing: the app keeps its data";
        }
        if (isAppGone()) {
            return "whatever was written after that, unless a volume still has it";
        }
        if (!plan.cutover()) {
            return "nothing; after a cutover, what was written since then";
        }
        return "whatever was written after that"
                + plan.source()
                        .takenAt()
                        .map(it -> Duration.between(it, now))
                        .filter(it -> !it.isNegative())
                        .map(it -> ", in the last " + DurationConverter.text(it))
                        .orElse("");
    }

    /** No machine has the app's data, or it is not known which one. */
    private boolean isAppGone() {
        return plan.replaced().isEmpty() && grounds.oldVolumeGb().isEmpty();
    }

    /** The other app's own data, which the snapshot replaces. */
    private String lostInOtherApp() {
        String source = grounds.sourceApp() + " is not changed";
        Optional<Machine> replaced = plan.replaced().filter(_ -> plan.cutover());
        return replaced.map(present ->
                        "all current data of %s: it stays on the old volume, and machine %s is stopped; %s"
                                .formatted(plan.app(), present.id(), source))
                .orElse("nothing: " + source);
    }

    private String volume() {
        int gb = plan.newVolume().sizeGb();
        String size =
                gb
                        + " GB"
                        + grounds.askedGb()
                                .filter(it -> it < gb)
                                .map(it -> " (not " + it + ": the data needs that)")
                                .or(() ->
                                        grounds.oldVolumeGb()
                                                .filter(it -> it < gb)
                                                .map(it -> whyLarger(it)))
                                .orElse("");
        return "\"%s\", %s, %s%s%s"
                .formatted(
                        plan.newVolume().name(),
                        size,
                        plan.newVolume().region(),
                        plan.newVolume().encrypted() ? ", encrypted" : "",
                        plan.newVolume()
                                .snapshotRetentionDays()
                                .map(it -> ", snapshots kept " + Count.of(it, "day"))
                                .orElse(""));
    }

    private String whyLarger(int oldGb) {
        return " (the old one has %d, %s)"
                .formatted(
                        oldGb,
                        grounds.askedGb().isPresent()
                                ? "more was asked for"
                                : "the snapshot is of a larger one");
    }

    private Optional<String> capacity() {
        return grounds.room()
                .map(room -> {
                    List<Region> full =
                            plan.regions().stream().filter(it -> !room.contains(it)).toList();
                    List<Region> elsewhere =
                            Stream.concat(
                                            plan.regions().stream().filter(room::contains),
                                            room.stream())
                                    .distinct()
                                    .limit(MAX_REGIONS)
                                    .toList();
                    return full.isEmpty()
                            ? "Fly says that there is room in " + joined(plan.regions())
                            : "Fly says that there is none in %s; there is in %s"
                                    .formatted(joined(full), joined(elsewhere));
                });
    }

    private String cutover() {
        if (!plan.cutover()) {
            return "no: the app does not start";
        }
        if (plan.isUnfenced()) {
            return "yes, UNFENCED: old machine %s cannot be stopped now and may go on writing%s"
                    .formatted(plan.replaced().orElseThrow().id(), downtime());
        }
        return plan.replaced().map(this::cutoverOf).orElse("yes; there is no old machine to stop");
    }

    private String cutoverOf(Machine old) {
        return "yes: old machine %s (%s) is cordoned, loses its fly_* metadata and is stopped%s"
                .formatted(old.id(), old.region(), downtime());
    }

    private String downtime() {
        return ";\n            without service for about %s (%s)"
                .formatted(
                        grounds.withoutService()
                                .map(it -> DurationConverter.text(it.about()))
                                .orElse("a minute"),
                        grounds.withoutService()
                                .map(PlanRationale.ExpectedDowntime::why)
                                .orElse("a guess"));
    }

    String untouched() {
        String kept = "every volume and snapshot that is there";
        return plan.cutover() && plan.replaced().isPresent()
                ? kept
                        + (plan.isUnfenced()
                                ? "; the old machine stays"
                                : "; the old machine stays, stopped")
                : kept + ", and every machine";
    }

    private static String joined(List<Region> regions) {
        return regions.stream().map(Region::value).collect(Collectors.joining(", "));
    }

    Optional<String> verifier() {
        return grounds.verifier().map(Verifier::description);
    }

    String verified() {
        if (plan.checks().verify() == CheckDepth.NONE) {
            return "no: the databases are only read before the app uses them";
        }
        return plan.isTrial()
                ? check()
                : check()
                        + ", before the app uses it"
                        + (plan.checks().acceptsBad() ? "; used even if it is bad" : "");
    }

    String check() {
        return plan.checks().verify().word();
    }
}
