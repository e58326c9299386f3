package dev.flysnap.restore.recovery;

import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.finish.FinishPreview;
import dev.flysnap.restore.finish.VolumeUses;
import dev.flysnap.restore.inplace.InPlaceProgress;
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
        List<Machine> machines =
                context.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<Volume> volumes =
                context.fly().volumes().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<RunRecord> ended = ended(app, machines, volumes);
        List<FinishPreview> items = new ArrayList<>();
        List<Problem> kept = new ArrayList<>();
        for (RunRecord run : ended) {
            try {
                items.add(restore.previewFinish(run, discardWrites));
            } catch (FlysnapException e) {
                kept.add(e.problem());
            }
        }
        Set<RunId> told = ended.stream().map(RunRecord::id).collect(Collectors.toSet());
        VolumeUses.of(context, app, machines, volumes).all().stream()
                .filter(it -> !it.mayBeLive() && it.run().filter(told::contains).isEmpty())
                .forEach(it -> kept.add(RecoveryProblems.keptVolume(it)));
        InPlaceProgress inPlace = new InPlaceProgress(context.journal());
        context.journal().runs(RunKind.IN_PLACE, app).stream()
                .flatMap(it -> inPlace.describeSetAside(it).stream())
                .forEach(kept::add);
        return new Plan(app, items, kept);
    }

    /**
     * The runs that have left something, or whose finish was interrupted; newest first. The others
     * are told by their volumes.
     */
    private List<RunRecord> ended(AppName app, List<Machine> machines, List<Volume> volumes) {
        Set<MachineId> machineIds = machines.stream().map(Machine::id).collect(Collectors.toSet());
        Set<VolumeId> volumeIds = volumes.stream().map(Volume::id).collect(Collectors.toSet());
        RunProgress progress = new RunProgress(context);
        return context.journal().runs(app).stream()
                .filter(it -> it.kind().makesVolume())
                .filter(it ->
                        progress.hasSuperseded(it, machineIds, volumeIds)
                                || (isOpen(it) && progress.isFinishing(it)))
                .filter(it -> !context.journal().isActive(it.id()))
                .toList();
    }

    private boolean isOpen(RunRecord run) {
        RunStatus status = context.journal().status(run.id());
        return status == RunStatus.OPEN || status == RunStatus.FAILED;
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
