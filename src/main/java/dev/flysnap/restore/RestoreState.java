package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the effects of a restore say so far.
 *
 * @param old the machine that is being replaced, as it was when the cutover began
 */
record RestoreState(
        Optional<Set<VolumeId>> before,
        Optional<VolumeId> volume,
        Optional<MachineId> machine,
        Optional<Verdict> verdict,
        Optional<Machine> old,
        Map<Milestone, Instant> reached) {

    static final RestoreState START =
            new RestoreState(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of());

    RestoreState after(RestoreEffect effect) {
        return switch (effect) {
            case RestoreEffect.SawVolumes(var ids) ->
                    new RestoreState(Optional.of(ids), volume, machine, verdict, old, reached);
            case RestoreEffect.VolumeCreated(var id) ->
                    new RestoreState(before, Optional.of(id), machine, verdict, old, reached);
            case RestoreEffect.MachineCreated(var id) ->
                    new RestoreState(before, volume, Optional.of(id), verdict, old, reached);
            case RestoreEffect.Verified(var found) ->
                    new RestoreState(before, volume, machine, Optional.of(found), old, reached);
            case RestoreEffect.CutoverBegun(var replaced, var at) ->
                    new RestoreState(
                            before,
                            volume,
                            machine,
                            verdict,
                            replaced,
                            with(Milestone.CUTOVER_BEGUN, at));
            case RestoreEffect.Reached(var milestone, var at) ->
                    new RestoreState(before, volume, machine, verdict, old, with(milestone, at));
        };
    }

    private Map<Milestone, Instant> with(Milestone milestone, Instant at) {
        Map<Milestone, Instant> more = new EnumMap<>(Milestone.class);
        more.putAll(reached);
        more.put(milestone, at);
        return Collections.unmodifiableMap(more);
    }

    /** A list that an earlier process saw is too old to compare with a new request. */
    RestoreState takenUp() {
        return volume.isPresent()
                ? this
                : new RestoreState(Optional.empty(), volume, machine, verdict, old, reached);
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

    Optional<Instant> at(Milestone milestone) {
        return Optional.ofNullable(reached.get(milestone));
    }
}
