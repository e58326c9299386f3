package dev.flysnap.doctor;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Volume;
import dev.flysnap.restore.Restore;
import dev.flysnap.snapshot.Create;
import dev.flysnap.snapshot.SnapshotList;
import dev.flysnap.snapshot.SnapshotRow;
import dev.flysnap.snapshot.Workbench;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Triage for a bad night. Reads only. */
public final class Rescue {
    private final Workbench bench;

    public Rescue(Workbench bench) {
        this.bench = bench;
    }

    /** Looks at Fly and at the journal, and says what to do first. */
    public Triage look(AppName app) {
        bench.fly().apps().get(app);
        List<Machine> machines =
                bench.fly().machines().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        List<Volume> volumes =
                bench.fly().volumes().list(app).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        Optional<SnapshotRow> newest =
                new SnapshotList(bench)
                        .look(app, Optional.empty()).rows().stream()
                                .filter(it -> it.snapshot().status().isFinished())
                                .findFirst();
        List<Triage.PendingRun> runs = pending(app);
        Facts facts = new Facts(app, bench.clock().instant(), machines, volumes, newest, runs);
        Advice advice = new Advising(facts, RestoreTimes.of(bench.journal(), app)).advice();
        return new Triage(app, facts.at(), machines, volumes, newest, runs, advice);
    }

    private List<Triage.PendingRun> pending(AppName app) {
        Journal journal = bench.journal();
        Restore restore = new Restore(bench);
        List<Triage.PendingRun> pending = new ArrayList<>();
        for (RunRecord run : journal.runs()) {
            if (!run.app().equals(app)) {
                continue;
            }
            RunStatus status = journal.status(run.id());
            boolean open = status == RunStatus.OPEN;
            if (Restore.isKindOf(run)) {
                boolean unfenced = restore.isFencePending(run);
                if (unfenced || open || status == RunStatus.FAILED) {
                    pending.add(
                            new Triage.PendingRun(
                                    run,
                                    status,
                                    restore.commandToEnd(run),
                                    Optional.of(run)
                                            .filter(_ -> unfenced)
                                            .flatMap(it -> restore.previewUndo(it).old())));
                }
            } else if (run.kind().equals(Create.KIND) && open) {
                pending.add(
                        new Triage.PendingRun(
                                run, status, "flysnap continue " + run.id(), Optional.empty()));
            }
        }
        return List.copyOf(pending);
    }
}
