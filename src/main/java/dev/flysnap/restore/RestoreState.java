package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
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
 */
record RestoreState(
        Optional<Set<VolumeId>> before,
        Made made,
        List<RegionRefusal> refused,
        Optional<Verdict> verdict,
        Optional<Machine> old,
        Map<Milestone, Instant> reached) {

    static final RestoreState START =
            new RestoreState(
                    Optional.empty(),
                    Made.NOTHING,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());

    /** The new volume, where it is, and the machine on it. */
    record Made(Optional<VolumeId> volume, Optional<Region> region, Optional<MachineId> machine) {
        static final Made NOTHING = new Made(Optional.empty(), Optional.empty(), Optional.empty());
    }

    RestoreState after(RestoreEffect effect) {
        return switch (effect) {
            case RestoreEffect.SawVolumes(var ids) -> withBefore(Optional.of(ids));
            case RestoreEffect.VolumeCreated(var id, var region) ->
                    with(new Made(Optional.of(id), Optional.of(region), Optional.empty()));
            case RestoreEffect.NoRoom(var refusal) -> with(refusal);
            case RestoreEffect.VolumeAbandoned() ->
                    with(Made.NOTHING).withBefore(Optional.empty()).without(Milestone.VOLUME_READY);
            case RestoreEffect.MachineCreated(var id) ->
                    with(new Made(made.volume(), made.region(), Optional.of(id)));
            case RestoreEffect.Verified(var found) ->
                    new RestoreState(before, made, refused, Optional.of(found), old, reached);
            case RestoreEffect.CutoverBegun(var replaced, var at) ->
                    new RestoreState(
                            before,
                            made,
                            refused,
                            verdict,
                            replaced,
                            with(Milestone.CUTOVER_BEGUN, at));
            case RestoreEffect.Reached(var milestone, var at) -> withReached(with(milestone, at));
        };
    }

    Optional<VolumeId> volume() {
        return made.volume();
    }

    /** Where the new volume is. */
    Optional<Region> region() {
        return made.region();
    }

    Optional<MachineId> machine() {
        return made.machine();
    }

    /** Whether there was no room. */
    boolean isRefused(Region region) {
        return refused.stream().anyMatch(it -> it.region().equals(region));
    }

    private RestoreState with(Made changed) {
        return new RestoreState(before, changed, refused, verdict, old, reached);
    }

    private RestoreState with(RegionRefusal refusal) {
        List<RegionRefusal> more = new ArrayList<>(refused);
        more.add(refusal);
        return new RestoreState(before, made, List.copyOf(more), verdict, old, reached);
    }

    private RestoreState withBefore(Optional<Set<VolumeId>> ids) {
        return new RestoreState(ids, made, refused, verdict, old, reached);
    }

    private RestoreState withReached(Map<Milestone, Instant> changed) {
        return new RestoreState(before, made, refused, verdict, old, changed);
    }

    private RestoreState without(Milestone milestone) {
        Map<Milestone, Instant> fewer = new EnumMap<>(Milestone.class);
        fewer.putAll(reached);
        fewer.remove(milestone);
        return withReached(Collections.unmodifiableMap(fewer));
    }

    private Map<Milestone, Instant> with(Milestone milestone, Instant at) {
        Map<Milestone, Instant> more = new EnumMap<>(Milestone.class);
        more.putAll(reached);
        more.put(milestone, at);
        return Collections.unmodifiableMap(more);
    }

    /** A list that an earlier process saw is too old to compare with a new request. */
    RestoreState takenUp() {
        return volume().isPresent() ? this : withBefore(Optional.empty());
    }

    /** Some step of the way back was done. */
    boolean isBeingTakenBack() {
        return has(Milestone.NEW_CORDONED)
                || has(Milestone.OLD_METADATA_BACK)
                || has(Milestone.MACHINE_DELETED)
                || has(Milestone.VOLUME_DELETED);
    }

    boolean has(Milestone milestone) {
        return reached.containsKey(milestone);
    }

    boolean lacks(Milestone milestone) {
        return !has(milestone);
    }

    /** From the cordoning of the old machine until the new one was in service. */
    Optional<Duration> withoutService() {
        return at(Milestone.OLD_CORDONED)
                .flatMap(from -> at(Milestone.IN_SERVICE).map(to -> Duration.between(from, to)))
                .filter(it -> !it.isNegative());
    }

    Optional<Instant> at(Milestone milestone) {
        return Optional.ofNullable(reached.get(milestone));
    }
}
