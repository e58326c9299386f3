package dev.flysnap.restore.model;

import static dev.flysnap.restore.model.Milestone.*;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.RestoreStep.BeginUndo.Reach;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.tags.TagKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the effects of a restore say so far. */
public record RestoreState(
        CreatedResources created,
        CreateAttempts attempts,
        Optional<Verdict> verdict,
        ReplacedResources replaced,
        UndoCheck undoCheck,
        ReachedMilestones milestones) {
    public static final RestoreState START =
            new RestoreState(
                    CreatedResources.NONE,
                    CreateAttempts.NONE,
                    Optional.empty(),
                    ReplacedResources.NONE,
                    new UndoCheck(Optional.empty(), Set.of()),
                    ReachedMilestones.NONE);

    /** The operator may have reversed what an earlier process did to the old machine. */
    private static final Set<Milestone> OLD_TAKEN_OUT =
            Set.of(
                    OLD_CORDONED,
                    OLD_METADATA_REMOVED,
                    OLD_STOPPED,
                    OLD_UNSCHEDULED,
                    STILL_STOPPED_CONFIRMED,
                    SINGLE_WRITER_CONFIRMED);

    /** The same for the new machine, during an undo. */
    private static final Set<Milestone> NEW_TAKEN_OUT =
            Set.of(NEW_CORDONED, NEW_METADATA_REMOVED, NEW_STOPPED);

    /**
     * What was found before an undo began.
     *
     * @param oldStays whether the undo leaves the old machine as it is; absent until this process
     *     has checked
     * @param beside other machines that had begun to work with the app's data by then
     */
    record UndoCheck(Optional<Boolean> oldStays, Set<MachineId> beside) {}

    public RestoreState after(RestoreEffect effect) {
        return switch (effect) {
            case RestoreEffect.VolumesListed(var ids) ->
                    with(created.withVolumesBefore(Optional.of(ids)));
            case RestoreEffect.VolumeCreated(var id, var region) ->
                    with(created.withVolume(id, region));
            case RestoreEffect.NoCapacity(var refusal) -> with(attempts.with(refusal));
            case RestoreEffect.VolumeTooSmall(var requiredGb) ->
                    with(attempts.withRaisedGb(requiredGb));
            case RestoreEffect.VolumeNotFound(var volume, var refusal) ->
                    with(attempts.withNotFound(volume, refusal));
            case RestoreEffect.VolumeAbandoned() ->
                    with(CreatedResources.NONE).with(milestones.without(Set.of(VOLUME_READY)));
            case RestoreEffect.MachineCreated(var id) -> with(created.withMachine(id));
            case RestoreEffect.Verified(var found) ->
                    new RestoreState(
                            created, attempts, Optional.of(found), replaced, undoCheck, milestones);
            case RestoreEffect.AppTried(var _, var at) -> reached(APP_TRIED, at);
            case RestoreEffect.CutoverBegun(var old, var unfenced, var at) ->
                    with(replaced.withMachine(old, unfenced)).reached(CUTOVER_BEGUN, at);
            case RestoreEffect.OldMachineStopped(var old) -> with(replaced.withStopped(old));
            case RestoreEffect.SnapshotTaken taken -> with(replaced.withSnapshot(taken));
            case RestoreEffect.UndoBegun(var oldStays, var beside, var at) ->
                    with(new UndoCheck(Optional.of(oldStays), beside)).reached(UNDO_BEGUN, at);
            case RestoreEffect.FinishBegun(var volume, var at) ->
                    with(replaced.withVolume(volume)).reached(FINISH_BEGUN, at);
            case RestoreEffect.Reached(var milestone, var at) -> reached(milestone, at);
        };
    }

    /**
     * The list of volumes that an earlier process saw is too old to compare with a new request.
     * Before the commit the operator may have put the old machine back into service since, to end
     * the outage, so the steps that take it out of service check again; so do those for the new
     * machine during an undo.
     */
    public RestoreState takenUp() {
        RestoreState next =
                with(created.withVolumesBefore(volumesBefore().filter(_ -> volume().isPresent())))
                        .with(new UndoCheck(Optional.empty(), undoCheck.beside));
        if (lacks(COMMITTED)) {
            return next.with(milestones.without(OLD_TAKEN_OUT));
        }
        return has(UNDO_BEGUN) ? next.with(milestones.without(NEW_TAKEN_OUT)) : next;
    }

    /** The same after Fly has moved the new volume. */
    public RestoreState movedTo(VolumeId newVolume) {
        return with(created.movedTo(newVolume));
    }

    private RestoreState with(CreatedResources now) {
        return new RestoreState(now, attempts, verdict, replaced, undoCheck, milestones);
    }

    private RestoreState with(CreateAttempts now) {
        return new RestoreState(created, now, verdict, replaced, undoCheck, milestones);
    }

    private RestoreState with(ReplacedResources now) {
        return new RestoreState(created, attempts, verdict, now, undoCheck, milestones);
    }

    private RestoreState with(UndoCheck now) {
        return new RestoreState(created, attempts, verdict, replaced, now, milestones);
    }

    private RestoreState with(ReachedMilestones now) {
        return new RestoreState(created, attempts, verdict, replaced, undoCheck, now);
    }

    private RestoreState reached(Milestone milestone, Instant at) {
        return with(milestones.with(milestone, at));
    }

    public Optional<Set<VolumeId>> volumesBefore() {
        return created.volumesBefore();
    }

    /** The new volume. */
    public Optional<VolumeId> volume() {
        return created.volume();
    }

    /** Where the new volume is. */
    public Optional<Region> region() {
        return created.region();
    }

    /** The new machine. */
    public Optional<MachineId> machine() {
        return created.machine();
    }

    /** The regions that refused, in the order in which they were tried. */
    public List<RegionRefusal> refused() {
        return attempts.refused();
    }

    /** The size in GB that Fly asked for, where the planned one was too small. */
    public Optional<Integer> raisedGb() {
        return attempts.raisedGb();
    }

    /** The new volume, if it cannot get its machine: another one takes its place. */
    public Optional<VolumeId> uselessVolume() {
        return volume().filter(id ->
                attempts.notFound().containsKey(id)
                        || region().filter(this::isRefused).isPresent());
    }

    private boolean isRefused(Region region) {
        return refused().stream().anyMatch(it -> it.region().equals(region));
    }

    public Optional<Region> firstNotRefused(List<Region> regions) {
        return regions.stream().filter(it -> !isRefused(it)).findFirst();
    }

    /**
     * Whether the machine that this run made has become the app, and this state does not know it:
     * another computer went on with the run while the store of the shared journal was away, and its
     * part of the journal is missing here.
     */
    public boolean isBehind(Machine made) {
        return lacks(COMMITTED) && !made.state().isDead() && !TagKeys.isVerifier(made);
    }

    /** The machine that is being replaced, as it was when the cutover began. */
    public Optional<Machine> old() {
        return replaced.machine();
    }

    /** The old machine as it was when it had been stopped for a move. */
    public Optional<Machine> stoppedOld() {
        return replaced.stopped();
    }

    public Optional<RestoreEffect.SnapshotTaken> moveSnapshot() {
        return replaced.snapshot();
    }

    /** The machine that is out of service for good: the old one, or after an undo the new one. */
    public Optional<MachineId> superseded() {
        return isBeingUndone() ? machine() : old().map(Machine::id);
    }

    /** Its volume; once a finish has begun, as that has recorded it. */
    public Optional<VolumeId> supersededVolume() {
        Optional<VolumeId> known =
                isBeingUndone()
                        ? volume()
                        : old().flatMap(it -> it.mountedVolumes().stream().findFirst());
        return has(FINISH_BEGUN) ? replaced.volume() : known;
    }

    /** What an undo had kept is being deleted, which ends the run; the undo itself is over. */
    public boolean isFinishOfUndone() {
        return has(FINISH_BEGUN) && isBeingUndone();
    }

    /** Whether the app starts before the old machine is stopped; the operator accepted that. */
    public boolean unfenced() {
        return replaced.unfenced();
    }

    /** Whether the undo leaves the old machine as it is; empty until this process has checked. */
    public Optional<Boolean> oldStays() {
        return undoCheck.oldStays;
    }

    /**
     * Whether some step of an undo was done; a run that was recovered from Fly's metadata may lack
     * the beginning.
     */
    public boolean isBeingUndone() {
        return has(UNDO_BEGUN)
                || has(NEW_CORDONED)
                || has(OLD_METADATA_BACK)
                || has(MACHINE_DELETED)
                || has(VOLUME_DELETED);
    }

    /** What precedes the steps of an undo: the check whether they may be done. */
    public RestoreStep.BeginUndo beginUndo(boolean requested) {
        return new RestoreStep.BeginUndo(
                old().map(Machine::id), undoReach(), requested, undoCheck.beside);
    }

    private Reach undoReach() {
        if (has(COMMITTED)) {
            return has(IN_SERVICE) || unfenced() ? Reach.SERVING : Reach.COMMITTED;
        }
        return unfenced() && lacks(OLD_CORDONED) ? Reach.UNFENCED : Reach.BEFORE_COMMIT;
    }

    /** The new machine is verified and stopped, and no cutover has begun. */
    public boolean isReadyForCutover() {
        return machine().isPresent()
                && has(VERIFIER_STOPPED)
                && lacks(CUTOVER_BEGUN)
                && !isBeingUndone();
    }

    /** The old machine was taken out of service, by whichever process. */
    public boolean hasTouchedOld() {
        return milestones.outOfService().isPresent();
    }

    /** The cutover has begun, and is neither completed nor undone. */
    public boolean isHalfCutOver() {
        return has(CUTOVER_BEGUN) && (lacks(IN_SERVICE) || isBeingUndone()) && lacks(FINISH_BEGUN);
    }

    public boolean has(Milestone milestone) {
        return at(milestone).isPresent();
    }

    public boolean lacks(Milestone milestone) {
        return !has(milestone);
    }

    public Optional<Instant> at(Milestone milestone) {
        return milestones.at(milestone);
    }

    /** From the cordon of the old machine until the new one was in service. */
    public Optional<Duration> downtime() {
        return milestones.downtime();
    }
}
