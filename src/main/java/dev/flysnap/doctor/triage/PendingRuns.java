package dev.flysnap.doctor.triage;

import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.inplace.InPlaceProgress;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RunProgress;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.tags.TagKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The unfinished runs of an app. Reads only. */
public final class PendingRuns {
    private static final String RUNS = "runs";

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
     * @param look a machine of the app as it is now
     * @param unread receives the problem of each run that cannot be read
     */
    List<Triage.PendingRun> of(
            AppName app, Function<MachineId, Optional<Machine>> look, List<Problem> unread) {
        Journal journal = context.journal();
        List<Triage.PendingRun> pending = new ArrayList<>();
        for (RunRecord run : journal.runs(app)) {
            RunStatus status = journal.status(run.id());
            if (status == RunStatus.DONE) {
                awaitingCutover(run, look).ifPresent(pending::add);
            }
            if (status != RunStatus.OPEN && status != RunStatus.FAILED) {
                continue;
            }
            try {
                pending(run, status, look).ifPresent(pending::add);
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
            if (run.kind().makesVolume()) {
                return pending(run, context.journal().status(run.id()), lookAt(run.app()))
                        .map(Triage.PendingRun::command)
                        .orElse(showCommand);
            }
            if (context.journal().isActive(run.id())) {
                return showCommand;
            }
            return commandToEnd(run);
        } catch (FlysnapException unreadable) {
            return showCommand;
        }
    }

    private String commandToEnd(RunRecord run) {
        return run.kind() == RunKind.IN_PLACE
                ? new InPlaceProgress(context.journal()).commandToEnd(run)
                : "flysnap continue " + run.id();
    }

    private Function<MachineId, Optional<Machine>> lookAt(AppName app) {
        return id -> context.fly().machines().find(app, id).filter(it -> !it.state().isDead());
    }

    /**
     * Runs that are neither finished nor undone, or wait for their cutover; old machines that could
     * not be stopped; runs that cannot be read.
     */
    public List<Finding> findings(AppName app) {
        List<Problem> unread = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        of(app, lookAt(app), unread).stream()
                .filter(it -> it.run().kind() != RunKind.CREATE)
                .flatMap(it -> finding(it).stream())
                .forEach(findings::add);
        unread.forEach(it -> findings.add(Finding.of(RUNS, Finding.Outcome.LEFT_OUT, it)));
        return findings;
    }

    private static Optional<Finding> finding(Triage.PendingRun pending) {
        RunRecord run = pending.run();
        return switch (pending.state()) {
            case AT_WORK -> Optional.empty();
            case UNFENCED ->
                    Optional.of(
                            Finding.wrong(
                                    "fence",
                                    "the old machine %s of %s is not stopped yet"
                                            .formatted(
                                                    pending.unfencedMachine()
                                                            .map(MachineId::value)
                                                            .orElse(""),
                                                    run.id()),
                                    pending.command()));
            case HALF_DONE ->
                    Optional.of(
                            Finding.wrong(
                                    RUNS,
                                    "the %s %s is neither finished nor undone"
                                            .formatted(run.kind(), run.id()),
                                    pending.command()));
            case NEW_MACHINE_GONE ->
                    Optional.of(
                            Finding.toDo(
                                    RUNS,
                                    "the %s %s waits for its cutover, but its new machine is gone"
                                            .formatted(run.kind(), run.id()),
                                    pending.command()));
            case WAITING ->
                    Optional.of(
                            Finding.toDo(
                                    RUNS,
                                    "what the %s %s has restored waits for its cutover"
                                            .formatted(run.kind(), run.id()),
                                    pending.command().equals("flysnap undo " + run.id())
                                            ? pending.command()
                                            : "%s, after which the app lacks what was written since; or, if it is not needed: flysnap undo %s"
                                                    .formatted(pending.command(), run.id())));
        };
    }

    /** After another cutover this one would replace newer data, and is refused. */
    private Optional<Triage.PendingRun> awaitingCutover(
            RunRecord run, Function<MachineId, Optional<Machine>> look) {
        return runProgress
                .awaitingCutover(run)
                .map(plan -> {
                    boolean gone =
                            runProgress
                                    .newMachine(run)
                                    .filter(it -> look.apply(it).isEmpty())
                                    .isPresent();
                    boolean isOnlyToUndo = gone || runProgress.isOvertaken(run);
                    return new Triage.PendingRun(
                            run,
                            RunStatus.DONE,
                            gone
                                    ? Triage.PendingState.NEW_MACHINE_GONE
                                    : Triage.PendingState.WAITING,
                            isOnlyToUndo
                                    ? "flysnap undo " + run.id()
                                    : "flysnap continue " + run.id() + " --cutover",
                            Optional.empty(),
                            plan.snapshot().filter(_ -> !isOnlyToUndo));
                });
    }

    private Optional<Triage.PendingRun> pending(
            RunRecord run, RunStatus status, Function<MachineId, Optional<Machine>> look) {
        boolean isRestore = run.kind().makesVolume();
        boolean open = status == RunStatus.OPEN;
        boolean isCreate =
                run.kind() == RunKind.CREATE
                        && (open || Create.isUnfinished(context.journal(), run));
        boolean isInPlace =
                run.kind() == RunKind.IN_PLACE
                        && new InPlaceProgress(context.journal()).isHalfDone(run);
        if (!isRestore && !isCreate && !isInPlace) {
            return Optional.empty();
        }
        if (context.journal().isActive(run.id())) {
            return Optional.of(
                    of(run, status, Triage.PendingState.AT_WORK, "flysnap runs show " + run.id()));
        }
        if (!isRestore) {
            return Optional.of(of(run, status, Triage.PendingState.HALF_DONE, commandToEnd(run)));
        }
        String command =
                runProgress.machineAtWork(run).filter(it -> look.apply(it).isEmpty()).isPresent()
                        ? "flysnap undo " + run.id()
                        : restore.commandToEnd(run);
        Optional<MachineId> old =
                restore.isFencePending(run)
                        ? restore.previewUndo(run).old().filter(it -> mayRun(look.apply(it)))
                        : Optional.empty();
        if (old.isPresent()) {
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

    /** Whether it runs, a deploy may start it, or nobody knows. */
    private static boolean mayRun(Optional<Machine> old) {
        return old.filter(it -> !it.state().isDead())
                .filter(it ->
                        it.hostStatus() != HostStatus.OK
                                || !it.state().isAtRest()
                                || TagKeys.hasPlatformMetadata(it))
                .isPresent();
    }

    private static Triage.PendingRun of(
            RunRecord run, RunStatus status, Triage.PendingState stand, String command) {
        return new Triage.PendingRun(
                run, status, stand, command, Optional.empty(), Optional.empty());
    }
}
