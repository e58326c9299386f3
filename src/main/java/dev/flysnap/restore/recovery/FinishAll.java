package dev.flysnap.restore.recovery;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finishes each run of an app that has left a superseded machine or volume. Each run records its
 * own finish, so what a power cut has left is completed by {@code continue} of that run, or by
 * finishing all once more.
 */
public final class FinishAll {
    private static final String NOTHING_LEFT = "nothing-replaced";

    private final RunContext context;
    private final Restore restore;

    public FinishAll(RunContext context) {
        this.context = context;
        this.restore = new Restore(context);
    }

    /**
     * What {@link #run} would delete.
     *
     * @param items one for each run
     * @param kept what looks superseded and stays, with the reason and what to do about it
     */
    public record Plan(AppName app, List<FinishPreview> items, List<Problem> kept) {
        public Plan {
            items = List.copyOf(items);
            kept = List.copyOf(kept);
        }
    }

    /**
     * The result.
     *
     * @param problems what could not be deleted although it was shown
     */
    public record Outcome(Plan shown, List<FinishPreview> finished, List<Problem> problems) {}

    /**
     * Changes nothing.
     *
     * @param discardWrites whether what was written to the volumes of undone runs may be lost
     */
    public Plan plan(AppName app, boolean discardWrites) {
        List<FinishPreview> items = new ArrayList<>();
        List<Problem> kept = new ArrayList<>();
        Journal journal = context.journal();
        Set<RunRecord> ended =
                journal.runs(app).stream()
                        .filter(it -> it.kind().isRestoreOrMove())
                        .filter(this::hasCutOverAndEnded)
                        .collect(Collectors.toSet());
        for (RunRecord run : journal.runs(app)) {
            if (ended.contains(run)) {
                try {
                    FinishPreview preview = restore.previewFinish(run, discardWrites);
                    if (!preview.hasNothingToDelete() || isInterrupted(run)) {
                        items.add(preview);
                    }
                } catch (FlysnapException e) {
                    if (!e.problem().code().equals(NOTHING_LEFT)) {
                        kept.add(e.problem());
                    }
                }
            }
        }
        otherUses(app).stream()
                .filter(use ->
                        use.run()
                                .filter(id -> ended.stream().anyMatch(it -> it.id().equals(id)))
                                .isEmpty())
                .forEach(it -> kept.add(RecoveryProblems.keptVolume(it)));
        return new Plan(app, items, kept);
    }

    /** The others are told by their volumes. */
    private boolean hasCutOverAndEnded(RunRecord run) {
        return context.journal().status(run.id()) != RunStatus.GIVEN_UP
                && new RunProgress(context).isCutoverOver(run)
                && !context.journal().isActive(run.id());
    }

    /** An earlier finish has perhaps removed everything, and not recorded its end. */
    private boolean isInterrupted(RunRecord run) {
        RunStatus status = context.journal().status(run.id());
        return status == RunStatus.OPEN || status == RunStatus.FAILED;
    }

    /** The volumes that are not the app's data. */
    private List<VolumeUse> otherUses(AppName app) {
        List<Volume> volumes =
                context.fly().volumes().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<Machine> machines =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        return VolumeUses.of(context, app, machines, volumes).all().stream()
                .filter(it -> !it.mayBeLive())
                .toList();
    }

    /**
     * Deletes what was shown and nothing else: each run is checked again first, and left alone
     * where something has changed. A failure is reported and does not stop the rest.
     */
    public Outcome run(Plan shown, boolean discardWrites) {
        List<FinishPreview> finished = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (FinishPreview item : shown.items()) {
            RunRecord run = context.journal().run(item.run()).orElseThrow();
            try {
                if (restore.previewFinish(run, discardWrites).deletesTheSameAs(item)) {
                    finished.add(restore.finish(run, discardWrites));
                } else {
                    problems.add(RecoveryProblems.changedSincePreview(item));
                }
            } catch (FlysnapException e) {
                problems.add(e.problem());
            }
        }
        return new Outcome(shown, List.copyOf(finished), List.copyOf(problems));
    }
}
