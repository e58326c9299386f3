package dev.flysnap.restore.inplace;

import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.runtime.StepProgress;
import dev.flysnap.saga.RunLog;
import dev.flysnap.saga.SagaRunner;
import dev.flysnap.snapshot.volumes.VolumeSelector;
import dev.flysnap.time.Sleeper;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Brings copies back in place, and takes that back. */
public final class InPlace {
    private final RunContext context;
    private final CopyFiles files;
    private final Function<Machine, MachineDatabases> reach;

    /**
     * @param files what is brought
     * @param reach the databases of a machine
     */
    public InPlace(RunContext context, CopyFiles files, Function<Machine, MachineDatabases> reach) {
        this.context = context;
        this.files = files;
        this.reach = reach;
    }

    /**
     * Looks at the app and its agent, and decides; changes nothing.
     *
     * @param volume the app's, if it has several
     * @throws FlysnapException if it cannot be done, with the reason
     */
    public InPlacePlan plan(
            RunId run,
            AppName app,
            Optional<VolumeId> volume,
            CopyRequest request,
            CheckDepth check) {
        Machine machine = machineOf(app, volume);
        DatabasesAnswer there;
        try (MachineDatabases databases = reach.apply(machine)) {
            there = databases.databases();
        }
        List<InPlacePlan.Replaced> replaced =
                request.copies().stream().map(it -> replaced(app, it, there)).toList();
        if (replaced.stream().map(InPlacePlan.Replaced::path).distinct().count()
                < replaced.size()) {
            throw InPlaceProblems.twice(app, request.description()).exception();
        }
        return new InPlacePlan(run, app, machine.id(), replaced, check, request.force());
    }

    private Machine machineOf(AppName app, Optional<VolumeId> named) {
        Volume volume = new VolumeSelector(context).select(app, named);
        Machine machine =
                volume.attachedMachine()
                        .map(it -> context.fly().machines().get(app, it))
                        .orElseThrow(() -> InPlaceProblems.noMachine(app, volume.id()).exception());
        if (!machine.state().equals(MachineState.STARTED)) {
            throw InPlaceProblems.notStarted(app, machine).exception();
        }
        return machine;
    }

    private static InPlacePlan.Replaced replaced(
            AppName app, CopySource copy, DatabasesAnswer there) {
        return there.databases().stream()
                .filter(it -> it.name().equals(copy.database()))
                .findFirst()
                .map(it -> new InPlacePlan.Replaced(copy, it.path(), it.bytes()))
                .orElseThrow(() ->
                        InPlaceProblems.unknownDatabase(
                                        app,
                                        copy,
                                        there.databases().stream()
                                                .map(DatabasesAnswer.Entry::name)
                                                .toList())
                                .exception());
    }

    /**
     * Carries out the plan.
     *
     * @throws FlysnapException if the app runs on the old databases, or it is not known on which
     */
    public Standing run(InPlacePlan plan) {
        try (Lock _ = context.journal().lock(LockKey.ofApp(plan.app()), plan.run())) {
            context.journal()
                    .start(
                            plan.run(),
                            RunKind.IN_PLACE,
                            plan.app(),
                            Records.write(InPlacePlan.class, plan));
            return complete(plan);
        }
    }

    /**
     * Continues an interrupted run, its undo or its finish: finds out what had happened, and does
     * the rest.
     *
     * @throws FlysnapException also if it is undone
     */
    public Standing continueRun(RunRecord run) {
        InPlacePlan plan = InPlacePlan.of(run);
        try (Lock _ = context.journal().lock(LockKey.ofApp(plan.app()), plan.run())) {
            if (isOver(run)) {
                throw InPlaceProblems.undone(plan).exception();
            }
            Optional<InPlaceStep> open = log(plan).open();
            if (open.isPresent()) {
                return switch (open.get()) {
                    case InPlaceStep.Discard(), InPlaceStep.RestoreReplaced() -> takeBack(plan);
                    case InPlaceStep.DeleteSetAside() -> deleteKept(plan);
                    case InPlaceStep.Upload _, InPlaceStep.Replace _ -> complete(plan);
                };
            }
            InPlaceState state = state(plan);
            return state.isUndone() || state.isDiscarded() ? takeBack(plan) : complete(plan);
        }
    }

    private boolean isOver(RunRecord run) {
        return context.journal().status(run.id()) == RunStatus.UNDONE;
    }

    private Standing complete(InPlacePlan plan) {
        InPlaceState state = drive(plan, SagaRunner::forward);
        if (state.putBack().isPresent()) {
            log(plan).ended(RunStatus.UNDONE);
            throw InPlaceProblems.putBack(plan, state.putBack().get()).exception();
        }
        log(plan).ended(RunStatus.DONE);
        return standing(plan, state);
    }

    private Standing takeBack(InPlacePlan plan) {
        InPlaceState state = drive(plan, SagaRunner::back);
        log(plan).ended(RunStatus.UNDONE);
        return standing(plan, state);
    }

    private Standing deleteKept(InPlacePlan plan) {
        InPlaceState state = drive(plan, runner -> runner.along(plan::finish));
        log(plan).ended(state.isUndone() ? RunStatus.UNDONE : RunStatus.DONE);
        return standing(plan, state);
    }

    /** How a run stands. */
    public record Standing(
            InPlacePlan plan, boolean isReplaced, boolean isUndone, boolean isFinished) {}

    /**
     * What {@link #undo} would do, according to the journal.
     *
     * @throws FlysnapException if what was replaced is deleted already
     */
    public Standing previewUndo(RunRecord run) {
        InPlacePlan plan = InPlacePlan.of(run);
        InPlaceState state = state(plan);
        if (state.isFinished()) {
            throw InPlaceProblems.finished(plan).exception();
        }
        return standing(plan, state);
    }

    private static Standing standing(InPlacePlan plan, InPlaceState state) {
        return new Standing(
                plan, state.replacedAt().isPresent(), state.isUndone(), state.isFinished());
    }

    /** Brings the replaced databases back; before the replacement, deletes what was sent. */
    public Standing undo(RunRecord run) {
        InPlacePlan plan = InPlacePlan.of(run);
        try (Lock _ = context.journal().lock(LockKey.ofApp(plan.app()), plan.run())) {
            Standing before = previewUndo(run);
            return isOver(run) ? before : takeBack(plan);
        }
    }

    /**
     * What {@link #finish} would delete.
     *
     * @param discardWrites whether what the app wrote between the replacement and its undo may be
     *     lost
     * @throws FlysnapException if the run has replaced nothing, or only that may be deleted
     */
    public Standing previewFinish(RunRecord run, boolean discardWrites) {
        InPlacePlan plan = InPlacePlan.of(run);
        InPlaceState state = state(plan);
        if (state.replacedAt().isEmpty()) {
            throw InPlaceProblems.nothingReplaced(plan).exception();
        }
        if (state.isUndone() && !discardWrites) {
            throw InPlaceProblems.writesWouldBeLost(plan).exception();
        }
        return standing(plan, state);
    }

    /** Deletes what the run has set aside, or its undo; cannot be undone. */
    public Standing finish(RunRecord run, boolean discardWrites) {
        InPlacePlan plan = InPlacePlan.of(run);
        try (Lock _ = context.journal().lock(LockKey.ofApp(plan.app()), plan.run())) {
            Standing _ = previewFinish(run, discardWrites);
            return deleteKept(plan);
        }
    }

    private interface Way {
        InPlaceState follow(SagaRunner<InPlaceStep, InPlaceEffect, InPlaceState> runner);
    }

    private InPlaceState drive(InPlacePlan plan, Way way) {
        InPlaceSaga saga = saga(plan);
        SagaRunner<InPlaceStep, InPlaceEffect, InPlaceState> runner = runner(plan, saga);
        try {
            return way.follow(runner);
        } catch (Sleeper.Interrupted e) {
            context.interruption()
                    .runProtected(() -> {
                        log(plan).interrupted();
                        discardUploads(saga, runner.state());
                    });
            throw InPlaceProblems.interrupted(plan, runner.state()).exception(e);
        } catch (FlysnapException e) {
            context.interruption()
                    .runProtected(() -> {
                        log(plan).failed(e.problem());
                        discardUploads(saga, runner.state());
                    });
            throw e;
        }
    }

    /**
     * They take room beside the database, and keep other runs out; the agent gives up on them in
     * the end.
     */
    private static void discardUploads(InPlaceSaga saga, InPlaceState state) {
        if (state.replacedAt().isPresent()) {
            return;
        }
        try {
            InPlaceEffect _ = saga.apply(new InPlaceStep.Discard());
        } catch (FlysnapException | Sleeper.Interrupted e) {
            // The first problem is the one to report.
        }
    }

    private InPlaceState state(InPlacePlan plan) {
        return runner(plan, saga(plan)).state();
    }

    private InPlaceSaga saga(InPlacePlan plan) {
        return new InPlaceSaga(plan, context, files, reach);
    }

    private SagaRunner<InPlaceStep, InPlaceEffect, InPlaceState> runner(
            InPlacePlan plan, InPlaceSaga saga) {
        return new SagaRunner<>(
                saga,
                log(plan),
                new StepProgress<>(context.progress(), InPlace::description),
                context.sleeper(),
                context.clock(),
                context.interruption());
    }

    private RunLog<InPlaceStep, InPlaceEffect> log(InPlacePlan plan) {
        return new RunLog<>(
                context.journal(),
                plan.run(),
                InPlaceStep.class,
                InPlaceEffect.class,
                context.cutPoint());
    }

    private static String description(InPlaceStep step) {
        return switch (step) {
            case InPlaceStep.Upload(String database) -> "sending " + database;
            case InPlaceStep.Replace() -> "replacing the databases";
            case InPlaceStep.Discard() -> "deleting what was sent";
            case InPlaceStep.RestoreReplaced() -> "bringing the replaced databases back";
            case InPlaceStep.DeleteSetAside() -> "deleting what was set aside";
        };
    }
}
