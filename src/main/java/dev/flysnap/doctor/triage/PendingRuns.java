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

/** The unfinished runs of an app. Reads only. */
public final class PendingRuns {
    private final RunContext context;
    private final Restore restore;
    private final RunProgress runProgress;

    public PendingRuns(RunContext context) {
        this.context = context;
        this.restore = new Restore(context);
        this.runProgress = new RunProgress(context);
    }

    /**
     * Newest first. Finished runs are not parsed: another version may have written them.
     *
     * @param unread receives the problem of each run that cannot be read
     */
    List<Triage.PendingRun> of(AppName app, List<Problem> unread) {
        Journal journal = context.journal();
        List<Triage.PendingRun> pending = new ArrayList<>();
        boolean cutOverSince = false;
        for (RunRecord run : journal.runs(app)) {
            RunStatus status = journal.status(run.id());
            if (status == RunStatus.DONE) {
                awaitingCutover(run, cutOverSince).ifPresent(pending::add);
            }
            cutOverSince |=
                    status != RunStatus.UNDONE
                            && run.kind().makesVolume()
                            && runProgress.isCommitted(run);
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

    /** The command that finishes one run, or shows it if it is running or cannot be read. */
    public String nextCommand(RunRecord run) {
        String showCommand = "flysnap runs show " + run.id();
        try {
            return run.kind().makesVolume()
                    ? pending(run, context.journal().status(run.id()))
                            .map(Triage.PendingRun::command)
                            .orElse(showCommand)
                    : context.journal().isActive(run.id())
                            ? showCommand
                            : "flysnap continue " + run.id();
        } catch (FlysnapException unreadable) {
            return showCommand;
        }
    }

    /** Old machines that could not be stopped, and runs that cannot be read. */
    public List<Finding> findings(AppName app) {
        List<Problem> unread = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (Triage.PendingRun run : of(app, unread)) {
            run.unfencedMachine()
                    .ifPresent(old ->
                            findings.add(
                                    Finding.wrong(
                                            "fence",
                                            "the app runs, but its old machine %s is not stopped yet"
                                                    .formatted(old),
                                            run.command())));
        }
        unread.forEach(it -> findings.add(Finding.of("runs", Finding.Outcome.LEFT_OUT, it)));
        return findings;
    }

    /**
     * @param cutOverSince whether a later run has cut over since: a cutover of this one would
     *     replace newer data, and is refused
     */
    private Optional<Triage.PendingRun> awaitingCutover(RunRecord run, boolean cutOverSince) {
        String command =
                cutOverSince
                        ? "flysnap undo " + run.id()
                        : "flysnap continue " + run.id() + " --cutover";
        return runProgress
                .snapshotAwaitingCutover(run)
                .map(snapshotId ->
                        new Triage.PendingRun(
                                run,
                                RunStatus.DONE,
                                Triage.PendingState.WAITING,
                                command,
                                Optional.empty(),
                                Optional.of(snapshotId).filter(_ -> !cutOverSince)));
    }

    private Optional<Triage.PendingRun> pending(RunRecord run, RunStatus status) {
        boolean isRestore = run.kind().makesVolume();
        boolean open = status == RunStatus.OPEN;
        boolean isCreate =
                run.kind() == RunKind.CREATE
                        && (open || Create.isUnfinished(context.journal(), run));
        if (!isRestore && !isCreate) {
            return Optional.empty();
        }
        if (context.journal().isActive(run.id())) {
            return Optional.of(
                    of(run, status, Triage.PendingState.AT_WORK, "flysnap runs show " + run.id()));
        }
        if (!isRestore) {
            return Optional.of(
                    of(run, status, Triage.PendingState.HALF_DONE, "flysnap continue " + run.id()));
        }
        String command = restore.commandToEnd(run);
        if (restore.isFencePending(run)) {
            Optional<MachineId> old = restore.previewUndo(run).old();
            return Optional.of(
                    new Triage.PendingRun(
                            run,
                            status,
                            Triage.PendingState.UNFENCED,
                            command,
                            old,
                            Optional.empty()));
        }
        return Optional.of(of(run, status, Triage.PendingState.HALF_DONE, command));
    }

    private static Triage.PendingRun of(
            RunRecord run, RunStatus status, Triage.PendingState stand, String command) {
        return new Triage.PendingRun(
                run, status, stand, command, Optional.empty(), Optional.empty());
    }
}
