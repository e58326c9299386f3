package dev.flysnap.restore.model;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.RestoreStep.BeginUndo.Reach;
import dev.flysnap.restore.verify.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the effects of a restore say so far.
 *
 * @param made what this run made and has not removed for want of room
 * @param refused the regions that had no room, in the order in which they were tried
 * @param old the machine that is being replaced, as it was when the cutover began
 * @param still the same machine when it had been stopped for a move
 * @param taken the snapshot that a move took of it then
 * @param retired the old machine's volume, which finish removes
 * @param unfenced whether the app starts before the old machine is stopped, on the operator's word
 * @param outOfService when the old machine was cordoned first
 * @param beside machines that had come to the new one's side before the way back began
 * @param oldStays whether the way back leaves the old machine as it is, as this process saw it
 */
public record RestoreState(
        Optional<Set<VolumeId>> volumesBefore,
        Made made,
        List<RegionRefusal> refused,
        Optional<Verdict> verdict,
        Optional<Machine> old,
        Optional<Machine> stoppedOld,
        Optional<RestoreEffect.SnapshotTaken> moveSnapshot,
        Optional<VolumeId> replacedVolume,
        boolean unfenced,
        Optional<Instant> outOfService,
        Set<MachineId> beside,
        Optional<Boolean> oldStays,
        Map<Milestone, Instant> reached) {

    /** What another process had done to the old machine may have been undone by hand since. */
    private static final Set<Milestone> OLD_TAKEN_OUT =
            EnumSet.of(
                    Milestone.OLD_CORDONED,
                    Milestone.OLD_WITHDRAWN,
                    Milestone.OLD_STOPPED,
                    Milestone.OLD_UNSCHEDULED,
                    Milestone.STILL_CONFIRMED,
                    Milestone.ALONE_CONFIRMED);

    /** And what another process had done to the new one, to take it back. */
    private static final Set<Milestone> NEW_TAKEN_OUT =
            EnumSet.of(Milestone.NEW_CORDONED, Milestone.NEW_WITHDRAWN, Milestone.NEW_STOPPED);

    public static final RestoreState START = new Draft().state();

    /** The new volume, where it is, and the machine on it. */
    record Made(Optional<VolumeId> volume, Optional<Region> region, Optional<MachineId> machine) {
        static final Made NOTHING = new Made(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public RestoreState after(RestoreEffect effect) {
        Draft next = new Draft(this);
        switch (effect) {
            case RestoreEffect.VolumesListed(var ids) -> next.before = Optional.of(ids);
            case RestoreEffect.VolumeCreated(var id, var region) ->
                    next.made = new Made(Optional.of(id), Optional.of(region), Optional.empty());
            case RestoreEffect.NoCapacity(var refusal) -> next.refused = with(refusal);
            case RestoreEffect.VolumeAbandoned() -> {
                next.made = Made.NOTHING;
                next.before = Optional.empty();
                next.reached = without(Set.of(Milestone.VOLUME_READY));
            }
            case RestoreEffect.MachineCreated(var id) ->
                    next.made = new Made(made.volume(), made.region(), Optional.of(id));
            case RestoreEffect.Verified(var found) -> next.verdict = Optional.of(found);
            case RestoreEffect.CutoverBegun(var replaced, var accepted, var at) -> {
                next.old = replaced;
                next.unfenced = accepted;
                next.reached = with(Milestone.CUTOVER_BEGUN, at);
            }
            case RestoreEffect.OldMachineStopped(var machineThen) ->
                    next.still = Optional.of(machineThen);
            case RestoreEffect.SnapshotTaken it -> next.taken = Optional.of(it);
            case RestoreEffect.UndoBegun(var stays, var companions, var at) -> {
                next.oldStays = Optional.of(stays);
                next.beside = companions;
                next.reached = with(Milestone.UNDO_BEGUN, at);
            }
            case RestoreEffect.FinishBegun(var oldVolume, var at) -> {
                next.retired = oldVolume;
                next.reached = with(Milestone.FINISH_BEGUN, at);
            }
            case RestoreEffect.Reached(var milestone, var at) -> {
                next.reached = with(milestone, at);
                if (milestone == Milestone.OLD_CORDONED) {
                    next.outOfService = outOfService.or(() -> Optional.of(at));
                }
            }
        }
        return next.state();
    }

    public Optional<VolumeId> volume() {
        return made.volume();
    }

    /** Where the new volume is. */
    public Optional<Region> region() {
        return made.region();
    }

    public Optional<MachineId> machine() {
        return made.machine();
    }

    /** Whether there was no room. */
    public boolean isRefused(Region region) {
        return refused.stream().anyMatch(it -> it.region().equals(region));
    }

    public Optional<Region> firstNotRefused(List<Region> regions) {
        return regions.stream().filter(it -> !isRefused(it)).findFirst();
    }

    private List<RegionRefusal> with(RegionRefusal refusal) {
        List<RegionRefusal> more = new ArrayList<>(refused);
        more.add(refusal);
        return List.copyOf(more);
    }

    private Map<Milestone, Instant> without(Set<Milestone> milestones) {
        Map<Milestone, Instant> fewer = new EnumMap<>(Milestone.class);
        fewer.putAll(reached);
        fewer.keySet().removeAll(milestones);
        return Collections.unmodifiableMap(fewer);
    }

    private Map<Milestone, Instant> with(Milestone milestone, Instant at) {
        Map<Milestone, Instant> more = new EnumMap<>(Milestone.class);
        more.putAll(reached);
        more.put(milestone, at);
        return Collections.unmodifiableMap(more);
    }

    /**
     * A list that an earlier process saw is too old to compare with a new request; and before the
     * commit an old machine that was out of service then may have been put back to work since, to
     * end the outage: its steps look again. So may the new one on the way back.
     */
    public RestoreState takenUp() {
        Draft next = new Draft(this);
        next.before = volumesBefore.filter(_ -> volume().isPresent());
        next.oldStays = Optional.empty();
        if (lacks(Milestone.COMMITTED)) {
            next.reached = without(OLD_TAKEN_OUT);
        } else if (has(Milestone.UNDO_BEGUN)) {
            next.reached = without(NEW_TAKEN_OUT);
        }
        return next.state();
    }

    /**
     * Some step of an undo was done; a restore that was rebuilt from Fly may lack its beginning.
     */
    public boolean isBeingUndone() {
        return has(Milestone.UNDO_BEGUN)
                || has(Milestone.NEW_CORDONED)
                || has(Milestone.OLD_METADATA_BACK)
                || has(Milestone.MACHINE_DELETED)
                || has(Milestone.VOLUME_DELETED);
    }

    /** What comes before the steps of an undo: a look whether they may be done. */
    public RestoreStep.BeginUndo beginUndo(boolean asked) {
        Reach reach =
                unfenced && lacks(Milestone.OLD_CORDONED) ? Reach.UNFENCED : Reach.BEFORE_COMMIT;
        if (has(Milestone.COMMITTED)) {
            reach = has(Milestone.IN_SERVICE) || unfenced ? Reach.SERVING : Reach.COMMITTED;
        }
        return new RestoreStep.BeginUndo(old.map(Machine::id), reach, asked, beside);
    }

    /** The new machine is verified and stands, and no cutover has begun. */
    public boolean isReadyForCutover() {
        return machine().isPresent()
                && has(Milestone.VERIFIER_STOPPED)
                && lacks(Milestone.CUTOVER_BEGUN)
                && !isBeingUndone();
    }

    /** The cutover has begun, and is neither done nor taken back. */
    public boolean isHalfCutOver() {
        return has(Milestone.CUTOVER_BEGUN)
                && (lacks(Milestone.IN_SERVICE) || isBeingUndone())
                && lacks(Milestone.FINISH_BEGUN);
    }

    public boolean has(Milestone milestone) {
        return reached.containsKey(milestone);
    }

    public boolean lacks(Milestone milestone) {
        return !has(milestone);
    }

    public Optional<Instant> at(Milestone milestone) {
        return Optional.ofNullable(reached.get(milestone));
    }

    /** From the cordoning of the old machine until the new one was in service. */
    public Optional<Duration> downtime() {
        return outOfService
                .flatMap(from -> at(Milestone.IN_SERVICE).map(to -> Duration.between(from, to)))
                .filter(it -> !it.isNegative());
    }

    /** The next state while it is being written down. */
    private static final class Draft {
        private Optional<Set<VolumeId>> before = Optional.empty();
        private Made made = Made.NOTHING;
        private List<RegionRefusal> refused = List.of();
        private Optional<Verdict> verdict = Optional.empty();
        private Optional<Machine> old = Optional.empty();
        private Optional<Machine> still = Optional.empty();
        private Optional<RestoreEffect.SnapshotTaken> taken = Optional.empty();
        private Optional<VolumeId> retired = Optional.empty();
        private boolean unfenced;
        private Optional<Instant> outOfService = Optional.empty();
        private Set<MachineId> beside = Set.of();
        private Optional<Boolean> oldStays = Optional.empty();
        private Map<Milestone, Instant> reached = Map.of();

        Draft() {}

        Draft(RestoreState from) {
            before = from.volumesBefore;
            made = from.made;
            refused = from.refused;
            verdict = from.verdict;
            old = from.old;
            still = from.stoppedOld;
            taken = from.moveSnapshot;
            retired = from.replacedVolume;
            unfenced = from.unfenced;
            outOfService = from.outOfService;
            beside = from.beside;
            oldStays = from.oldStays;
            reached = from.reached;
        }

        RestoreState state() {
            return new RestoreState(
                    before,
                    made,
                    refused,
                    verdict,
                    old,
                    still,
                    taken,
                    retired,
                    unfenced,
                    outOfService,
                    beside,
                    oldStays,
                    reached);
        }
    }
}
