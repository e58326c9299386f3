package dev.flysnap.restore.recovery;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.recovery.Cleanup.Item;
import dev.flysnap.restore.run.PendingFences;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.QuiescerResolver;
import java.util.ArrayList;
import java.util.List;

/**
 * What a run that nobody watches does before its own work: tries again to stop old machines, ends
 * creates that were killed (a retention that they changed among them), and takes down what killed
 * trials left. A restore or a move that was interrupted is left to the one who began it.
 */
public final class Sweep {
    private final RunContext context;
    private final QuiescerResolver hooks;

    public Sweep(RunContext context, QuiescerResolver hooks) {
        this.context = context;
        this.hooks = hooks;
    }

    /**
     * @return what could not be done, each with what to do about it
     */
    public List<Problem> run(AppName app) {
        List<Problem> problems = new ArrayList<>(new PendingFences(context).retryAndReport(app));
        for (RunRecord run : context.journal().runs(RunKind.CREATE, app)) {
            try {
                if (isKilled(run)) {
                    Receipt _ =
                            new Create(context, hooks.of(app, CreatePlan.of(run).volume()))
                                    .continueRun(run);
                }
            } catch (FlysnapException e) {
                stopIfInterrupted(e);
                problems.add(e.problem());
            } catch (MalformedJson ofAnotherVersion) {
                // The command that is about that run says so.
                continue;
            }
        }
        problems.addAll(trials(app));
        return problems;
    }

    private boolean isKilled(RunRecord run) {
        RunStatus status = context.journal().status(run.id());
        return (status == RunStatus.OPEN
                        || (status == RunStatus.FAILED
                                && Create.isUnfinished(context.journal(), run)))
                && !context.journal().isActive(run.id());
    }

    private List<Problem> trials(AppName app) {
        try {
            var _ = new AbandonedTrials(context).remove(app);
            Cleanup cleanup = new Cleanup(context);
            Cleanup.Plan all = cleanup.plan(app);
            List<Item> items = all.items().stream().filter(Sweep::isTemporary).toList();
            return cleanup.run(new Cleanup.Plan(app, items, List.of())).problems();
        } catch (FlysnapException e) {
            stopIfInterrupted(e);
            // A token that may only do the work itself sees nothing here.
            return e.problem().exit() == ExitCode.NOT_AUTHORISED ? List.of() : List.of(e.problem());
        }
    }

    private static boolean isTemporary(Item item) {
        return switch (item) {
            case Item.OfRun(var _, var _) -> false;
            case Item.NamedMachine(var _) -> true;
            case Item.NamedVolume(var _) -> true;
        };
    }

    private static void stopIfInterrupted(FlysnapException e) {
        if (e.problem().exit() == ExitCode.INTERRUPTED) {
            throw e;
        }
    }
}
