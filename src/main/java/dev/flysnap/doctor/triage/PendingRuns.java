package dev.flysnap.doctor.triage;

import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs of an app that are not over. Reads only. */
public final class PendingRuns {
    private final RunContext context;
    private final Restore restore;
    private final RunProgress past;

    public PendingRuns(RunContext context) {
        this.context = context;
        this.restore = new Restore(context);
        this.past = new RunProgress(context);
    }

    /**
     * Newest first. One that is over is not read: another version may have written it.
     *
     * @param unread is told of those that cannot be read
     */
    List<Triage.PendingRun> of(AppName app, List<Problem> unread) {
        Journal journal = context.journal();
        List<Triage.PendingRun> pending = new ArrayList<>();
        boolean cutOverSince = false;
        for (RunRecord run : journal.runs()) {
            if (!run.app().equals(app)) {
                continue;
            }
            RunStatus status = journal.status(run.id());
            if (status == RunStatus.DONE) {
                waiting(run, cutOverSince).ifPresent(pending::add);
            }
            cutOverSince |=
                    status != RunStatus.UNDONE
                            && run.kind().isRestoreOrMove()
                            && past.isCommitted(run);
            if (status != RunStatus.OPEN && status != RunStatus.FAILED) {
                continue;
            }
            try {
                pending(run, status).ifPresent(pending::add);
            } catch (FlysnapException e) {
                unread.add(e.problem());
            }
        }
        return List.copyOf(pending);
    }

    /** What brings one run to its end; where it cannot be read, what shows it. */
    public String command(RunRecord run) {
        String shows = "flysnap runs show " + run.id();
        try {
            return run.kind().isRestoreOrMove()
                    ? pending(run, context.journal().status(run.id()))
                            .map(Triage.PendingRun::command)
                            .orElse(shows)
                    : context.journal().isActive(run.id()) ? shows : "flysnap continue " + run.id();
        } catch (FlysnapException unreadable) {
            return shows;
        }
    }

    /** Old machines that could not be stopped, and runs that cannot be read. */
    public List<Finding> findings(AppName app) {
        List<Problem> unread = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Triage.PendingRun it : of(app, unread)) {
            it.unfenced()
                    .ifPresent(old ->
                            findings.add(
                                    Finding.wrong(
                                            "fence",
                                            "the app runs, but its old machine %s is not stopped yet"
                                                    .formatted(old),
                                            it.command())));
        }
        unread.forEach(it -> findings.add(Finding.of("runs", Finding.Outcome.LEFT_OUT, it)));
        return findings;
    }

    /**
     * @param cutOverSince whether a later run was put to work: this one would take that back, and
     *     is refused
     */
    private Optional<Triage.PendingRun> waiting(RunRecord run, boolean cutOverSince) {
        String command =
                cutOverSince
                        ? "flysnap undo " + run.id()
                        : "flysnap continue " + run.id() + " --cutover";
        return past.snapshotAwaitingCutover(run)
                .map(it ->
                        new Triage.PendingRun(
                                run,
                                RunStatus.DONE,
                                Triage.Stand.WAITING,
                                command,
                                Optional.empty(),
                                Optional.of(it).filter(_ -> !cutOverSince)));
    }

    private Optional<Triage.PendingRun> pending(RunRecord run, RunStatus status) {
        boolean ofRestore = run.kind().isRestoreOrMove();
        boolean open = status == RunStatus.OPEN;
        boolean ofCreate =
                run.kind() == RunKind.CREATE && (open || Create.isLeftOver(context.journal(), run));
        if (!ofRestore && !ofCreate) {
            return Optional.empty();
        }
        if (context.journal().isActive(run.id())) {
            return Optional.of(
                    of(run, status, Triage.Stand.AT_WORK, "flysnap runs show " + run.id()));
        }
        if (!ofRestore) {
            return Optional.of(
                    of(run, status, Triage.Stand.HALF_DONE, "flysnap continue " + run.id()));
        }
        String command = restore.commandToEnd(run);
        if (restore.isFencePending(run)) {
            Optional<MachineId> old = restore.previewUndo(run).old();
            return Optional.of(
                    new Triage.PendingRun(
                            run, status, Triage.Stand.UNFENCED, command, old, Optional.empty()));
        }
        return Optional.of(of(run, status, Triage.Stand.HALF_DONE, command));
    }

    private static Triage.PendingRun of(
            RunRecord run, RunStatus status, Triage.Stand stand, String command) {
        return new Triage.PendingRun(
                run, status, stand, command, Optional.empty(), Optional.empty());
    }
}
