package dev.flysnap.restore.route;

import static dev.flysnap.restore.model.Milestone.*;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.model.RestoreStep.*;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The whole order of a restore, a move, their undo and their finish. Each method gives the next
 * step from wherever a run stands, or empty when nothing is left to do. Pure.
 */
public record RestoreRoute(RestorePlan plan, RestoreState state) {
    /** To the plan's goal; a finish that has begun is completed. */
    public Optional<RestoreStep> forward() {
        Optional<RestoreStep> toGoal =
                state.isFinishOfUndone() ? Optional.empty() : plan.isMove() ? move() : restore();
        return toGoal.or(() -> state.has(FINISH_BEGUN) ? supersededDeleted() : Optional.empty());
    }

    private Optional<RestoreStep> restore() {
        return switch (plan.goal()) {
            case VOLUME -> volume();
            case VERIFIED -> verified();
            case TRIAL -> trial();
            case CUTOVER -> cutover().or(this::oldOutOfService).or(this::newInService);
            case CUTOVER_UNFENCED -> cutover().or(this::newInService).or(this::oldOutOfService);
        };
    }

    /** A bad verdict is a result like any other; the snapshot stays. */
    private Optional<RestoreStep> trial() {
        return state.verdict().isPresent() ? appTried().or(this::newDeleted) : verified();
    }

    /** On data that is not good it proves nothing. */
    private Optional<RestoreStep> appTried() {
        return state.machine()
                .filter(_ -> plan.triesApp() && state.verdict().orElseThrow().isFitForUse())
                .filter(_ -> state.lacks(APP_TRIED) && state.lacks(MACHINE_DELETED))
                .map(TryApp::new);
    }

    private Optional<RestoreStep> cutover() {
        return verified().or(this::cutoverBegun);
    }

    /**
     * The old machine is stopped first, so that its snapshot holds everything. It keeps its fly_*
     * metadata until the data is verified: a deploy then fails on its lease, and does not put a
     * machine of its own on the new volume.
     */
    private Optional<RestoreStep> move() {
        return cutoverBegun()
                .or(this::oldStopped)
                .or(() -> state.has(COMMITTED) ? Optional.empty() : copied())
                .or(this::oldOutOfService)
                .or(this::newInService);
    }

    /** Nothing to be repeated after the commit, where a journal that was caught up may lack it. */
    private Optional<RestoreStep> copied() {
        return snapshot()
                .or(this::verified)
                .or(() -> state.stoppedOld().flatMap(then -> next(new ConfirmStillStopped(then))));
    }

    /** To the plan's goal; then what was replaced is deleted, or what an undo has kept. */
    public Optional<RestoreStep> finish() {
        return state.isBeingUndone() ? supersededDeleted() : forward().or(this::supersededDeleted);
    }

    /** By the user. After the commit nothing is deleted: the app may have written to the volume. */
    public Optional<RestoreStep> undo() {
        return state.has(COMMITTED)
                ? afterUndoCheck(true, newOutOfService().or(this::oldBackInService))
                : afterUndoCheck(true, oldBackInService().or(this::newDeleted));
    }

    /** The undo after a failure; after the commit nothing is undone unless the user asks for it. */
    public Optional<RestoreStep> undoUncommitted() {
        return state.has(COMMITTED)
                ? Optional.empty()
                : afterUndoCheck(false, oldBackInService().or(this::newDeleted));
    }

    /** The undo after a failure that keeps what the run created (--keep-failed). */
    public Optional<RestoreStep> undoOldMachineOnly() {
        return afterUndoCheck(false, oldBackInService());
    }

    /** Each process checks whether the undo is allowed before it does any of it. */
    private Optional<RestoreStep> afterUndoCheck(boolean requested, Optional<RestoreStep> step) {
        return step.map(it -> state.oldStays().isEmpty() ? state.beginUndo(requested) : it);
    }

    /** Whether the app may run on the new machine while the old one may run too. */
    public boolean isFencePending() {
        return state.has(COMMITTED) && !state.isBeingUndone() && oldOutOfService().isPresent();
    }

    /** Deploys find it by its name: so a machine follows at once, or, where refused, its end. */
    private Optional<RestoreStep> volume() {
        if (state.volume().isEmpty()) {
            return state.firstNotRefused(plan.regions())
                    .map(this::createVolume)
                    .or(() -> Optional.of(new ReportNoCapacity(state.refused())));
        }
        return state.uselessVolume()
                .<RestoreStep>map(AbandonVolume::new)
                .or(() -> next(new AwaitVolume(state.volume().get())));
    }

    private RestoreStep createVolume(Region region) {
        return state.volumesBefore()
                .<RestoreStep>map(ids -> CreateVolume.of(plan, state, ids, region))
                .orElseGet(ListVolumesBefore::new);
    }

    private Optional<RestoreStep> verified() {
        return volume().or(this::machine);
    }

    private Optional<RestoreStep> machine() {
        if (state.machine().isEmpty()) {
            return state.volume().map(it -> new CreateMachine(it, state.region().orElseThrow()));
        }
        MachineId machine = state.machine().get();
        return state.verdict().isPresent()
                ? next(new StopVerifier(machine))
                : next(new AwaitVerifier(machine))
                        .or(() -> FillVolume.ifNeeded(plan, machine).flatMap(this::next))
                        .or(() -> Optional.of(new ReadVerdict(machine, plan.snapshotOf(state))));
    }

    private Optional<RestoreStep> cutoverBegun() {
        return state.has(CUTOVER_BEGUN)
                ? Optional.empty()
                : Optional.of(new BeginCutover(plan.replaced().map(Machine::id)));
    }

    public Optional<RestoreStep> oldOutOfService() {
        return old(id -> next(new CordonOld(id), new RemoveOldMetadata(id))).or(this::oldStopped);
    }

    private Optional<RestoreStep> oldStopped() {
        return old(id -> next(new CordonOld(id), new StopOld(id)))
                .or(() -> state.old().flatMap(UnscheduleOld::ifNeeded).flatMap(this::next));
    }

    private Optional<RestoreStep> snapshot() {
        return state.stoppedOld().isEmpty()
                ? old(id -> Optional.of(new RecordStopped(id)))
                : plan.source()
                        .ownCreate()
                        .filter(_ -> state.moveSnapshot().isEmpty())
                        .map(it -> new TakeSnapshot(it, plan.source().volume()));
    }

    private Optional<RestoreStep> newInService() {
        MachineId id = state.machine().orElseThrow();
        UpdateToApp update = new UpdateToApp(id, state.volume().orElseThrow());
        return state.lacks(COMMITTED)
                ? next(new ConfirmSingleWriter(), new Commit())
                : next(update, new StartApp(id), new AwaitHealthy(id), new UncordonApp(id));
    }

    private Optional<RestoreStep> supersededDeleted() {
        Optional<MachineId> old = state.superseded();
        Optional<VolumeId> volume = state.supersededVolume();
        return state.lacks(FINISH_BEGUN)
                ? old.map(it -> new BeginFinish(it, volume))
                : old.flatMap(it -> next(new DeleteOldMachine(it)))
                        .or(() -> volume.flatMap(it -> next(new DeleteOldVolume(it))));
    }

    private Optional<RestoreStep> newOutOfService() {
        MachineId id = state.machine().orElseThrow();
        return next(new CordonNew(id), new RemoveNewMetadata(id), new StopNew(id));
    }

    private Optional<RestoreStep> oldBackInService() {
        return state.old()
                .filter(_ -> !state.oldStays().orElse(false))
                .flatMap(old ->
                        next(
                                ReturnOldMetadata.of(old, plan.machine().appConfig()),
                                new StartOld(old),
                                new UncordonOld(old.id())));
    }

    private Optional<RestoreStep> newDeleted() {
        Optional<RestoreStep> machine = state.machine().flatMap(it -> next(new DeleteMachine(it)));
        return machine.or(() -> state.volume().flatMap(it -> next(new DeleteVolume(it))));
    }

    private Optional<RestoreStep> old(Function<MachineId, Optional<RestoreStep>> step) {
        return state.old().map(Machine::id).flatMap(step);
    }

    /** The first of these whose milestone is not reached yet. */
    private Optional<RestoreStep> next(ToMilestone... steps) {
        return Stream.of(steps).filter(it -> state.lacks(it.milestone())).findFirst().map(it -> it);
    }
}
