package dev.flysnap.restore.route;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.restore.model.RestoreStep.*;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The whole order of a restore, a move, their undo and their finish: the next step from wherever a
 * run stands; empty when nothing is left to do. Pure.
 */
public record RestoreRoute(RestorePlan plan, RestoreState state) {
    /** To the plan's goal; a finish that had begun is completed. */
    public Optional<RestoreStep> forward() {
        return (plan.isMove() ? move() : restore())
                .or(() -> state.has(Milestone.FINISH_BEGUN) ? oldDeleted() : Optional.empty());
    }

    private Optional<RestoreStep> restore() {
        return switch (plan.goal()) {
            case VOLUME -> volume();
            case VERIFIED -> verified();
            case CUTOVER -> verifiedAndBegun().or(this::oldOutOfService).or(this::newInService);
            case CUTOVER_UNFENCED ->
                    verifiedAndBegun().or(this::newInService).or(this::oldOutOfService);
        };
    }

    private Optional<RestoreStep> verifiedAndBegun() {
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
                .or(this::snapshot)
                .or(this::verified)
                .or(() -> state.stoppedOld().flatMap(then -> next(new ConfirmStillStopped(then))))
                .or(this::oldOutOfService)
                .or(this::newInService);
    }

    /** To the plan's goal, then the replaced machine and its volume are deleted. */
    public Optional<RestoreStep> finish() {
        return forward().or(this::oldDeleted);
    }

    /**
     * The undo after a failure. From the commit on the app may have written to the new volume, so
     * nothing is undone unless the user asks.
     */
    public Optional<RestoreStep> undoUncommitted() {
        return state.has(Milestone.COMMITTED)
                ? Optional.empty()
                : afterUndoCheck(false, oldBackInService().or(this::newDeleted));
    }

    /** The undo that the user asked for. After the commit the new volume stays, with its data. */
    public Optional<RestoreStep> undo() {
        return afterUndoCheck(
                true,
                state.has(Milestone.COMMITTED)
                        ? newOutOfService().or(this::oldBackInService)
                        : oldBackInService().or(this::newDeleted));
    }

    /** The undo after a failure where the user wants to keep what was made. */
    public Optional<RestoreStep> undoOldMachineOnly() {
        return afterUndoCheck(false, oldBackInService());
    }

    /** Each process looks whether the undo may be done before it does any of it. */
    private Optional<RestoreStep> afterUndoCheck(boolean asked, Optional<RestoreStep> next) {
        return next.map(step -> state.oldStays().isEmpty() ? state.beginUndo(asked) : step);
    }

    /** Whether the app may run on the new machine while the old one may run too. */
    public boolean isFencePending() {
        return state.has(Milestone.COMMITTED)
                && !state.isBeingUndone()
                && oldOutOfService().isPresent();
    }

    /**
     * The volume has the app's own name, by which deploys find it later, so it gets its machine in
     * the step after it is ready, and is deleted in the step after a machine was refused.
     */
    private Optional<RestoreStep> volume() {
        if (state.volume().isEmpty()) {
            return state.firstNotRefused(plan.regions())
                    .map(this::createVolume)
                    .or(() -> Optional.of(new ReportNoCapacity(state.refused())));
        }
        VolumeId it = state.volume().get();
        boolean refused = state.isRefused(state.region().orElseThrow());
        return refused ? Optional.of(new AbandonVolume(it)) : next(new AwaitVolume(it));
    }

    private RestoreStep createVolume(Region region) {
        return state.volumesBefore()
                .<RestoreStep>map(
                        it -> new CreateVolume(it, region, plan.snapshotOf(state).orElseThrow()))
                .orElseGet(ListVolumesBefore::new);
    }

    private Optional<RestoreStep> verified() {
        return volume().or(this::machine);
    }

    private Optional<RestoreStep> machine() {
        if (state.machine().isEmpty()) {
            return state.volume().map(it -> new CreateMachine(it, state.region().orElseThrow()));
        }
        MachineId it = state.machine().get();
        return state.verdict().isPresent()
                ? next(new StopVerifier(it))
                : next(new AwaitVerifier(it)).or(() -> Optional.of(new ReadVerdict(it)));
    }

    private Optional<RestoreStep> cutoverBegun() {
        BeginCutover begin = new BeginCutover(plan.replaced().map(Machine::id));
        return state.has(Milestone.CUTOVER_BEGUN) ? Optional.empty() : Optional.of(begin);
    }

    public Optional<RestoreStep> oldOutOfService() {
        return forOld(id -> next(new CordonOld(id), new RemoveOldMetadata(id)))
                .or(this::oldStopped);
    }

    private Optional<RestoreStep> oldStopped() {
        return forOld(id -> next(new CordonOld(id), new StopOld(id)))
                .or(() -> state.old().flatMap(UnscheduleOld::ifNeeded).flatMap(this::next));
    }

    private Optional<RestoreStep> snapshot() {
        return state.stoppedOld().isEmpty()
                ? forOld(id -> Optional.of(new RecordStopped(id)))
                : plan.source()
                        .ownCreate()
                        .filter(_ -> state.moveSnapshot().isEmpty())
                        .map(it -> new TakeSnapshot(it, plan.source().volume()));
    }

    private Optional<RestoreStep> newInService() {
        if (state.lacks(Milestone.COMMITTED)) {
            return next(new ConfirmSingleWriter(), new Commit());
        }
        MachineId it = state.machine().orElseThrow();
        return next(new UpdateToApp(it, state.volume().orElseThrow()), new StartApp(it))
                .or(() -> next(new AwaitHealthy(it), new UncordonApp(it)));
    }

    private Optional<RestoreStep> oldDeleted() {
        return state.has(Milestone.FINISH_BEGUN)
                ? forOld(id -> next(new DeleteOldMachine(id)))
                        .or(() ->
                                state.replacedVolume().flatMap(it -> next(new DeleteOldVolume(it))))
                : state.old().map(BeginFinish::of);
    }

    private Optional<RestoreStep> newOutOfService() {
        MachineId it = state.machine().orElseThrow();
        return next(new CordonNew(it), new RemoveNewMetadata(it), new StopNew(it));
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
        return state.machine()
                .map(DeleteMachine::new)
                .flatMap(this::next)
                .or(() -> state.volume().map(DeleteVolume::new).flatMap(this::next));
    }

    private Optional<RestoreStep> forOld(Function<MachineId, Optional<RestoreStep>> step) {
        return state.old().map(Machine::id).flatMap(step);
    }

    /** The first of these whose milestone is not reached yet. */
    private Optional<RestoreStep> next(ToMilestone... steps) {
        return Stream.<ToMilestone>of(steps)
                .filter(step -> state.lacks(step.milestone()))
                .<RestoreStep>map(step -> step)
                .findFirst();
    }
}
