package dev.flysnap.snapshot.fleet;

import static java.util.Objects.requireNonNull;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.runtime.ParallelTasks;
import dev.flysnap.runtime.Progress;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.AcceptedSnapshot;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.image.ImageInventory;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreatePlanner;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import dev.flysnap.snapshot.plan.QuiescerResolver;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Takes snapshots of several volumes as one run. Each is a create with a run of its own, which can
 * be continued by itself; a failure does not stop the others.
 */
public final class Fleet {
    private final RunContext context;
    private final QuiescerResolver hooks;

    /** The machines of an app mostly have the same: one of them is asked. */
    private final ImageInventory images;

    public Fleet(RunContext context, QuiescerResolver hooks) {
        this.context = context.withMaxOutageWait(Duration.ZERO);
        this.hooks = hooks;
        this.images = new ImageInventory(this.context);
    }

    /** The plan of one part, or why there is none. */
    public record PartPreview(AppName app, Optional<CreatePlan> plan, Optional<Problem> problem) {}

    /** The plans of all parts; changes nothing. */
    public List<PartPreview> preview(FleetPlan plan) {
        Map<RunId, PartPreview> seen = new ConcurrentHashMap<>();
        ParallelTasks.forEach(
                plan.parts(), plan.parallel(), part -> seen.put(part.run(), preview(part)));
        List<PartPreview> previews = new ArrayList<>();
        plan.parts().forEach(it -> previews.add(requireNonNull(seen.get(it.run()))));
        plan.unmet()
                .forEach(unmet ->
                        previews.add(
                                new PartPreview(
                                        unmet.app(),
                                        Optional.empty(),
                                        Optional.of(unmet.problem()))));
        return previews;
    }

    /** As of the run that the plans are for. */
    public static ExitCode exit(List<PartPreview> previews) {
        List<Problem> problems = previews.stream().flatMap(it -> it.problem().stream()).toList();
        return problems.isEmpty() ? ExitCode.DONE : FleetReport.exit(problems, previews.size());
    }

    private PartPreview preview(FleetPlan.Part part) {
        AppName app = part.request().app();
        try {
            CreatePlan plan =
                    new CreatePlanner(context, hooks.of(app, part.volume()), images)
                            .plan(part.run(), part.request(), part.volume());
            return new PartPreview(app, Optional.of(plan), Optional.empty());
        } catch (FlysnapException e) {
            return new PartPreview(app, Optional.empty(), Optional.of(e.problem()));
        }
    }

    /**
     * Takes the snapshots; failures are in the report.
     *
     * @param receipts gets each receipt as soon as there is one, on any thread
     * @throws FlysnapException if there is no volume to take one of
     */
    public FleetReport run(FleetPlan plan, Consumer<Receipt> receipts) {
        if (plan.parts().isEmpty()) {
            throw FleetProblems.nothingToDo(plan.unmet()).exception();
        }
        try (Lock _ =
                context.journal()
                        .lock(
                                LockKey.ofRun(plan.parts().getFirst().request().app(), plan.run()),
                                plan.run())) {
            context.cutPoint().passed();
            RunRecord _ =
                    context.journal()
                            .start(
                                    plan.run(),
                                    RunKind.FLEET,
                                    plan.parts().getFirst().request().app(),
                                    Records.write(FleetPlan.class, plan));
            context.cutPoint().passed();
            journal(plan, new RunEvent.TakenUp(1));
            return runParts(plan, false, receipts);
        }
    }

    /** The plan of a fleet run. */
    public static FleetPlan planOf(RunRecord run) {
        return Records.read(FleetPlan.class, run.plan());
    }

    /** Whether the fleet has failed, but not all of its volumes. */
    public static boolean isPartlyDone(Journal journal, RunRecord run) {
        return run.kind() == RunKind.FLEET
                && journal.status(run.id()) == RunStatus.FAILED
                && journal.childRuns(run.id()).stream()
                        .anyMatch(part -> journal.status(part.id()) == RunStatus.DONE);
    }

    /**
     * How far a fleet was when it was interrupted, and how it goes on; empty for one whose process
     * has ended as planned, with all snapshots requested.
     */
    public static Optional<Problem> describeInterrupted(Journal journal, RunRecord run) {
        FleetPlan plan = planOf(run);
        List<RunRecord> begun = journal.childRuns(run.id());
        boolean areAllRequested =
                begun.size() == plan.parts().size()
                        && begun.stream().allMatch(it -> isRequestedOrDone(journal, it));
        long done = begun.stream().filter(it -> journal.status(it.id()) == RunStatus.DONE).count();
        return areAllRequested
                ? Optional.empty()
                : Optional.of(FleetProblems.leftInterrupted(run.id(), done, plan.parts().size()));
    }

    private static boolean isRequestedOrDone(Journal journal, RunRecord part) {
        return switch (journal.status(part.id())) {
            case DONE -> true;
            case OPEN -> Create.describeInterrupted(journal, part).isEmpty();
            case FAILED, UNDONE, GIVEN_UP -> false;
        };
    }

    /** Continues every part that is not done, interrupted or failed. */
    public FleetReport continueRun(RunRecord run, Consumer<Receipt> receipts) {
        FleetPlan plan = planOf(run);
        try (Lock _ =
                context.journal()
                        .lock(
                                LockKey.ofRun(plan.parts().getFirst().request().app(), plan.run()),
                                plan.run())) {
            long before =
                    context.journal().events(plan.run()).stream()
                            .filter(RunEvent.TakenUp.class::isInstance)
                            .count();
            journal(plan, new RunEvent.TakenUp((int) before + 1));
            return runParts(plan, true, receipts);
        }
    }

    private FleetReport runParts(FleetPlan plan, boolean again, Consumer<Receipt> receipts) {
        FleetScheduler scheduler =
                new FleetScheduler(
                        (int)
                                plan.parts().stream()
                                        .map(it -> it.request().app())
                                        .distinct()
                                        .count(),
                        context.sleeper(),
                        context.clock(),
                        context.interruption());
        Map<RunId, FleetResult> ended = new ConcurrentHashMap<>();
        ParallelTasks.forEach(
                interleaveApps(plan.parts()),
                plan.parallel(),
                part ->
                        ended.put(
                                part.run(), runPart(plan.run(), part, scheduler, again, receipts)));
        List<FleetResult> results = new ArrayList<>();
        plan.parts().forEach(it -> results.add(requireNonNull(ended.get(it.run()))));
        plan.unmet().forEach(it -> results.add(FleetResult.failed(it)));
        FleetReport report = new FleetReport(plan.run(), results);
        if (report.isInterrupted()) {
            journal(plan, new RunEvent.Interrupted());
            return report;
        }
        report.problem()
                .ifPresent(problem ->
                        journal(
                                plan,
                                new RunEvent.Failed(
                                        problem.code(),
                                        problem.what(),
                                        problem.why(),
                                        problem.next())));
        if (results.stream().allMatch(it -> it.receipt().isPresent() && it.isDone())) {
            journal(plan, new RunEvent.Ended(RunStatus.DONE));
        }
        return report;
    }

    private FleetResult runPart(
            RunId parent,
            FleetPlan.Part part,
            FleetScheduler scheduler,
            boolean again,
            Consumer<Receipt> receipts) {
        CreateRequest request = part.request();
        boolean holds = request.holdUntil() != HoldUntil.QUIESCED;
        String named = request.app() + " " + part.volume().id();
        try (FleetScheduler.PartSlots slots = scheduler.slotsFor(request.app(), holds)) {
            Progress progress = words -> context.progress().report(named + ": " + words);
            Optional<QuiescerFactory> hook = hooks.of(request.app(), part.volume());
            Create create = new Create(context.forPart(progress, slots), hook, Optional.of(parent));
            Optional<RunRecord> begun = context.journal().run(part.run());
            if (begun.isPresent()) {
                return FleetResult.done(part, create.continueRun(begun.get(), receipts));
            }
            // Only now: what the plan says of the machine should still be true at the quiesce.
            slots.awaitRequestSlot();
            CreatePlan plan =
                    again
                            ? create.plan(part.run(), request)
                            : new CreatePlanner(context, hook, images)
                                    .plan(part.run(), request, part.volume());
            if (request.noWait()) {
                AcceptedSnapshot _ = create.request(plan);
                return FleetResult.accepted(part);
            }
            return FleetResult.done(part, create.run(plan, receipts));
        } catch (Sleeper.Interrupted e) {
            return FleetResult.failed(part, Optional.empty(), FleetProblems.notBegun(parent, part));
        } catch (FlysnapException e) {
            return FleetResult.failed(part, receipt(part), e.problem());
        }
    }

    /** A snapshot whose grade is too low has a receipt too. */
    private Optional<Receipt> receipt(FleetPlan.Part part) {
        return context.journal()
                .snapshotOf(part.run())
                .map(SnapshotRecord::receipt)
                .map(Receipt::read);
    }

    /** Alternates between apps, so that parallel parts do not all wait for one app's limits. */
    private static List<FleetPlan.Part> interleaveApps(List<FleetPlan.Part> parts) {
        Map<AppName, Integer> seen = new HashMap<>();
        record Placed(int round, FleetPlan.Part part) {}
        return parts.stream()
                .map(it -> new Placed(seen.merge(it.request().app(), 1, Integer::sum), it))
                .sorted(Comparator.comparingInt(Placed::round))
                .map(Placed::part)
                .toList();
    }

    private void journal(FleetPlan plan, RunEvent event) {
        context.cutPoint().passed();
        context.journal().add(plan.run(), event);
        context.cutPoint().passed();
    }
}
