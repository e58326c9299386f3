package dev.flysnap.cli.place;

import dev.flysnap.cli.session.FlySession;
import dev.flysnap.cli.session.RunIds;
import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.cli.view.View;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.bring.CopyExpectations;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.inplace.InPlace;
import dev.flysnap.restore.inplace.InPlacePlan;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.sqlite.check.Expectation;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What commands do with a restore in place: show, ask, do, and show. */
public final class InPlaceFlow {
    private final FlySession session;
    private final CopyFiles files;
    private final InPlace inPlace;
    private final Consumer<String> explain;

    /**
     * @param explain prints text before the result
     */
    public InPlaceFlow(FlySession session, CopyFiles files, Consumer<String> explain) {
        this.session = session;
        this.files = files;
        this.inPlace = new InPlace(session.context(), files, session::databases);
        this.explain = explain;
    }

    /**
     * @param expectations what queries on the copies must give
     * @param dryRun only shows the plan
     * @param prompt absent where nobody can be asked
     */
    public View restore(
            CopyRequest request,
            CheckDepth check,
            List<Expectation> expectations,
            boolean dryRun,
            boolean yes,
            Optional<Prompt> prompt) {
        InPlacePlan plan =
                inPlace.plan(RunIds.next(), session.app(), session.volume(), request, check);
        CopyExpectations.require(
                expectations,
                plan.databases().stream()
                        .collect(
                                Collectors.toMap(
                                        InPlacePlan.Replaced::path, it -> files.plain(it.copy()))));
        if (dryRun) {
            return InPlaceView.planned(plan);
        }
        explain.accept(InPlaceView.planned(plan).text());
        Confirmation.demand(
                yes,
                prompt,
                "The app stops for a moment, and its live data is replaced. Type yes to continue:",
                InPlaceConfirmations.notConfirmed(plan));
        return InPlaceView.done(inPlace.run(plan).plan());
    }

    public View continueRun(RunRecord run) {
        InPlace.Standing now = inPlace.continueRun(run);
        if (now.isFinished()) {
            return InPlaceView.finished(now);
        }
        return now.isUndone() || !now.isReplaced()
                ? InPlaceView.undone(now)
                : InPlaceView.done(now.plan());
    }

    public View undo(RunRecord run, boolean yes, Optional<Prompt> prompt) {
        InPlace.Standing preview = inPlace.previewUndo(run);
        if (session.context().journal().status(run.id()) == RunStatus.UNDONE) {
            return InPlaceView.undone(preview);
        }
        explain.accept(InPlaceView.toUndo(preview));
        session.demandConsent(
                yes, prompt, "Type yes to undo it:", RunProblems.undoNotConfirmed(run));
        return InPlaceView.undone(inPlace.undo(run));
    }

    public View finish(RunRecord run, boolean discardWrites, boolean yes, Optional<Prompt> prompt) {
        InPlace.Standing preview = inPlace.previewFinish(run, discardWrites);
        explain.accept(InPlaceView.toFinish(preview));
        session.demandConsent(
                yes,
                prompt,
                Confirmation.FOR_GOOD,
                RunProblems.finishNotConfirmed(
                        run.id() + (discardWrites ? " --discard-writes" : "")));
        return InPlaceView.finished(inPlace.finish(run, discardWrites));
    }
}
