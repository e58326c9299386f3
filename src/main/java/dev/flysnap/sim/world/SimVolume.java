package dev.flysnap.sim.world;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A volume.
 *
 * @param host the host that it is stored on
 * @param retentionDays days that <em>later</em> snapshots are kept
 * @param machine the machine that mounts it
 * @param origin the snapshot or volume that it was created from
 */
public record SimVolume(
        String id,
        String app,
        String name,
        String region,
        String host,
        Instant createdAt,
        boolean encrypted,
        State state,
        int sizeGb,
        int retentionDays,
        boolean dailySnapshots,
        Optional<String> machine,
        Optional<String> origin) {

    /** Named as the platform names them. */
    public enum State {
        CREATING,
        CREATED,
        EXTENDING,
        RESTORING,
        HYDRATING,
        PENDING_DESTROY,
        DESTROYED
    }

    private static final Set<State> USABLE = Set.of(State.CREATED, State.EXTENDING);
    private static final Set<State> DEAD = Set.of(State.PENDING_DESTROY, State.DESTROYED);

    /** Has its content and is not deleted. */
    public boolean isUsable() {
        return USABLE.contains(state);
    }

    public boolean isDead() {
        return DEAD.contains(state);
    }

    public long sizeBytes() {
        return sizeGb * (1L << 30);
    }

    /** Its copy on another host, which is filled from it. Source: PLATFORM, Volumes. */
    public SimVolume movedTo(String newId, String newHost, Instant now) {
        return new SimVolume(
                newId,
                app,
                name,
                region,
                newHost,
                now,
                encrypted,
                State.HYDRATING,
                sizeGb,
                retentionDays,
                dailySnapshots,
                machine,
                Optional.of(id));
    }

    public SimVolume with(State changed) {
        return with(changed, sizeGb, retentionDays, dailySnapshots, machine);
    }

    public SimVolume withSizeGb(int changed) {
        return with(state, changed, retentionDays, dailySnapshots, machine);
    }

    public SimVolume withBackups(int changedRetentionDays, boolean changedDailySnapshots) {
        return with(state, sizeGb, changedRetentionDays, changedDailySnapshots, machine);
    }

    public SimVolume withMachine(Optional<String> changed) {
        return with(state, sizeGb, retentionDays, dailySnapshots, changed);
    }

    private SimVolume with(
            State newState,
            int newSizeGb,
            int newRetentionDays,
            boolean daily,
            Optional<String> by) {
        return new SimVolume(
                id,
                app,
                name,
                region,
                host,
                createdAt,
                encrypted,
                newState,
                newSizeGb,
                newRetentionDays,
                daily,
                by,
                origin);
    }
}
