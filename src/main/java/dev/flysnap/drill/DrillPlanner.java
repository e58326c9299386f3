package dev.flysnap.drill;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.ImageQuestion;
import dev.flysnap.restore.request.MachineFlags;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.DrillBudgets;
import dev.flysnap.restore.verify.DrillBudgets.NewestData;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.catalog.SnapshotFinder;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.sqlite.check.Expectation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** Chooses what a drill restores, and plans it. Changes nothing. */
final class DrillPlanner {
    /** The cheapest that also checks with flysnap itself, which needs a JVM. */
    private static final MachineFlags GUEST =
            new MachineFlags(
                    Optional.of("shared-cpu-1x"),
                    Optional.of(512),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());

    private final RunContext context;
    private final CopyFiles files;
    private final Supplier<RunId> runs;
    private final IntUnaryOperator anyOf;

    /**
     * @param anyOf a random number below the given one
     */
    DrillPlanner(
            RunContext context, CopyFiles files, Supplier<RunId> runs, IntUnaryOperator anyOf) {
        this.context = context;
        this.files = files;
        this.runs = runs;
        this.anyOf = anyOf;
    }

    /**
     * Plans a drill; changes nothing. Of a snapshot that is to be taken first it plans one with the
     * newest that there is.
     *
     * @param volumes the app's
     * @throws dev.flysnap.problem.FlysnapException if it cannot be run, with the reason
     */
    RestorePlan plan(DrillRequest request, List<Volume> volumes) {
        return switch (request.source()) {
            case DrillSource.RandomWithin(Duration age) -> planRandom(request, age, volumes);
            case DrillSource.Latest _, DrillSource.New _ -> {
                SnapshotRow newest = newest(request, candidates(request, volumes));
                yield plan(request, Optional.of(newest), Optional.of(newest), Optional.empty());
            }
            case DrillSource.Named(SnapshotId id) -> {
                List<SnapshotRow> rows = candidates(request, volumes);
                Optional<SnapshotRow> named =
                        rows.stream()
                                .filter(it -> it.snapshot().id().equals(Optional.of(id)))
                                .findFirst();
                yield plan(
                        request,
                        named,
                        rows.stream().filter(it -> mayBeTaken(request, it)).findFirst(),
                        Optional.empty(),
                        new SnapshotChoice.ById(id));
            }
            case DrillSource.Copies(CopyRequest copies) ->
                    plan(request, Optional.empty(), Optional.empty(), Optional.of(copies));
        };
    }

    private List<SnapshotRow> candidates(DrillRequest request, List<Volume> volumes) {
        return new SnapshotFinder(context).all(request.app(), request.volume(), volumes);
    }

    private RestorePlan planRandom(DrillRequest request, Duration age, List<Volume> volumes) {
        List<SnapshotRow> rows = candidates(request, volumes);
        Instant earliest = context.clock().instant().minus(age);
        List<SnapshotRow> within =
                rows.stream()
                        .filter(it -> mayBeTaken(request, it))
                        .filter(row ->
                                row.snapshot()
                                        .createdAt()
                                        .filter(it -> !it.isBefore(earliest))
                                        .isPresent())
                        .toList();
        if (within.isEmpty()) {
            throw DrillProblems.noneWithin(request.app(), age).exception();
        }
        return plan(
                request,
                Optional.of(within.get(anyOf.applyAsInt(within.size()))),
                Optional.of(newest(request, rows)),
                Optional.empty());
    }

    /** What was only found to be empty is good where that is accepted. */
    private static boolean mayBeTaken(DrillRequest request, SnapshotRow row) {
        return !row.isKnownToBeBad()
                || (request.checks().acceptsEmpty()
                        && row.check().filter(SnapshotCheck::onlyEmpty).isPresent());
    }

    private SnapshotRow newest(DrillRequest request, List<SnapshotRow> newestFirst) {
        return newestFirst.stream()
                .filter(it -> mayBeTaken(request, it))
                .findFirst()
                // They are all bad: that is said in the finder's words.
                .orElseGet(() ->
                        new SnapshotFinder(context)
                                .find(request.app(), SnapshotChoice.LATEST, request.volume()));
    }

    private RestorePlan plan(
            DrillRequest request,
            Optional<SnapshotRow> row,
            Optional<SnapshotRow> newest,
            Optional<CopyRequest> copies) {
        return plan(
                request,
                row,
                newest,
                copies,
                row.flatMap(it -> it.snapshot().id())
                        .<SnapshotChoice>map(SnapshotChoice.ById::new)
                        .orElse(SnapshotChoice.LATEST));
    }

    /** What the restored data must not be written over is known with the plan. */
    private RestorePlan plan(
            DrillRequest request,
            Optional<SnapshotRow> row,
            Optional<SnapshotRow> newest,
            Optional<CopyRequest> copies,
            SnapshotChoice choice) {
        RestorePlan plan = unguarded(request, row, newest, copies, choice);
        List<ReplicatedDatabase> replicas = plan.grounds().replicas().orElse(List.of());
        if (plan.triesApp() && !replicas.isEmpty()) {
            throw DrillProblems.wouldReplicate(request.app(), replicas).exception();
        }
        return plan;
    }

    private RestorePlan unguarded(
            DrillRequest request,
            Optional<SnapshotRow> row,
            Optional<SnapshotRow> newest,
            Optional<CopyRequest> copies,
            SnapshotChoice choice) {
        DrillBudgets budgets =
                new DrillBudgets(
                        request.budgets().maxRto(),
                        request.budgets().maxRpo(),
                        request.budgets().newestRow(),
                        copies.map(DrillPlanner::newestOf)
                                .orElseGet(() -> newest.flatMap(DrillPlanner::dataOf)),
                        request.budgets().canaries(),
                        Optional.of(request.budgets().startApp()).filter(it -> it));
        List<Expectation> expected = new ArrayList<>(request.checks().expectations());
        if (request.foreignKeys()) {
            expected.addAll(
                    copies.map(it -> ForeignKeys.ofCopies(it.copies().size()))
                            .orElseGet(() ->
                                    ForeignKeys.of(
                                            row.map(DrillPlanner::pathsOf).orElse(List.of()))));
        }
        budgets.newestRow().ifPresent(expected::add);
        budgets.canaries().orElse(List.of()).stream().map(Canaries::query).forEach(expected::add);
        return new Restore(context, files)
                .plan(
                        runs.get(),
                        new RestoreRequest(
                                new RestoreRequest.Source(
                                        request.app(),
                                        choice,
                                        request.volume(),
                                        Optional.empty(),
                                        true,
                                        copies),
                                new RestoreRequest.Destination(
                                        request.inApp(), turn(request), Optional.empty()),
                                new RestoreRequest.MachineRequest(
                                        Optional.empty(),
                                        Optional.empty(),
                                        // The app needs what it has.
                                        request.budgets().startApp() ? MachineFlags.NONE : GUEST,
                                        request.verifierImage()),
                                new Checks(
                                        request.checks().verify(),
                                        expected,
                                        request.checks().allowEmpty(),
                                        Optional.empty(),
                                        Optional.of(budgets)),
                                Goal.TRIAL,
                                false,
                                request.timeout()),
                        ImageQuestion.ANY);
    }

    /** The region whose turn it is comes first; the others follow for want of room. */
    private List<Region> turn(DrillRequest request) {
        List<Region> regions = new ArrayList<>(request.regions());
        if (regions.size() > 1) {
            int drills =
                    DrillHistory.runs(context.journal(), request.app(), request.inApp()).size();
            Collections.rotate(regions, -(drills % regions.size()));
        }
        return regions;
    }

    /** Of the databases that the receipt names. */
    private static List<String> pathsOf(SnapshotRow row) {
        return row.known()
                .map(it ->
                        Receipt.read(it.receipt()).databases().stream()
                                .map(DatabaseState::path)
                                .toList())
                .orElse(List.of());
    }

    private static Optional<NewestData> newestOf(CopyRequest copies) {
        Optional<Instant> oldest =
                copies.copies().stream()
                        .flatMap(it -> it.completeUntil().stream())
                        .min(Comparator.naturalOrder());
        return copies.copies().stream().anyMatch(it -> it.completeUntil().isEmpty())
                ? Optional.empty()
                : oldest.map(it -> new NewestData(copies.description(), it));
    }

    private static Optional<NewestData> dataOf(SnapshotRow row) {
        return row.known()
                .map(SnapshotRecord::receipt)
                .map(Receipt::read)
                .flatMap(it -> it.times().holdsAllBefore())
                .or(() -> row.snapshot().createdAt())
                .flatMap(at -> row.snapshot().id().map(it -> new NewestData(it.value(), at)));
    }
}
