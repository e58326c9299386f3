package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.recovery.AbandonedTrials;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/** Restores on trial, and judges what it found and how long it took. */
public final class Drill {
    /** Fly, or the token, does not allow a restore to flysnap's own app. */
    private static final Set<String> NOT_IN_APP =
            Set.of("target-app-unknown", "snapshot-not-for-app");

    private final RunContext context;
    private final Optional<QuiescerFactory> hook;
    private final CopyFiles files;
    private final Supplier<RunId> runs;
    private final IntUnaryOperator anyOf;

    /**
     * @param hook for a snapshot that is taken first
     * @param files what a drill of copies brings
     * @param anyOf a random number below the given one
     */
    public Drill(
            RunContext context,
            Optional<QuiescerFactory> hook,
            CopyFiles files,
            Supplier<RunId> runs,
            IntUnaryOperator anyOf) {
        this.context = context;
        this.hook = hook;
        this.files = files;
        this.runs = runs;
        this.anyOf = anyOf;
    }

    /**
     * Removes what drills whose process died have left.
     *
     * @return the app's volumes, as they were listed for that
     */
    public List<Volume> sweep(AppName app) {
        return new AbandonedTrials(context).remove(app);
    }

    /** The same in flysnap's own app, of drills there; what cannot be looked at is left. */
    public void sweepToo(AppName own) {
        try {
            var _ = sweep(own);
        } catch (FlysnapException e) {
            context.progress().reportAlways(e.problem().what());
        }
    }

    /**
     * The request with the numbers of the app's canary rows as they are now: what a restore from
     * now on would lose is counted from them.
     *
     * @throws dev.flysnap.problem.FlysnapException if the agent does not tell them
     */
    public DrillRequest withCanaries(DrillRequest request) {
        return request.with(Canaries.live(context, request.app(), request.volume(), hook));
    }

    /** The same as with volumes that were listed a moment ago. */
    public RestorePlan plan(DrillRequest request) {
        return plan(request, context.fly().volumes().list(request.app()));
    }

    /**
     * Plans a drill; changes nothing. Of a snapshot that is to be taken first it plans one with the
     * newest that there is.
     *
     * @param volumes the app's
     * @throws dev.flysnap.problem.FlysnapException if it cannot be run, with the reason
     */
    public RestorePlan plan(DrillRequest request, List<Volume> volumes) {
        return new DrillPlanner(context, files, runs, anyOf).plan(request, volumes);
    }

    /**
     * Takes the snapshot first, if that is what was asked for.
     *
     * @return what is restored then
     */
    public DrillRequest prepared(DrillRequest request) {
        if (!(request.source() instanceof DrillSource.New(var create))) {
            return request;
        }
        Create creating = new Create(context, hook);
        Receipt _ = creating.run(creating.plan(runs.get(), create));
        return request.from(new DrillSource.Latest());
    }

    /**
     * Carries it out: in flysnap's own app, if that is asked for and Fly allows it, else in the app
     * itself. Whatever happens, all that it makes is removed.
     *
     * @param volumes the app's
     * @throws dev.flysnap.problem.FlysnapException if it could not be run
     */
    public DrillReport run(DrillRequest request, List<Volume> volumes) {
        try {
            return run(plan(request, volumes));
        } catch (FlysnapException e) {
            if (request.inApp().isEmpty() || !NOT_IN_APP.contains(e.problem().code())) {
                throw e;
            }
            context.progress()
                    .reportAlways(
                            "it is restored in %s itself: %s %s"
                                    .formatted(
                                            request.app(), e.problem().what(), e.problem().why()));
            return run(plan(request.inItsApp(), volumes));
        }
    }

    /**
     * Carries it out; whatever happens, all that it makes is removed.
     *
     * @throws dev.flysnap.problem.FlysnapException if it could not be run
     */
    public DrillReport run(RestorePlan plan) {
        var _ = new Restore(context, files).run(plan);
        return new DrillJudge(context.journal())
                .report(context.journal().run(plan.run()).orElseThrow())
                .orElseThrow();
    }
}
