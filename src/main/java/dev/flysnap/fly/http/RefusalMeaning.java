package dev.flysnap.fly.http;

import dev.flysnap.fly.resource.CapacityShortage;
import java.util.Optional;

/** What a refusal means; {@link RefusalTable} decides which one it is. */
public enum RefusalMeaning {
    NO_CAPACITY,
    /** Over the quota of the organisation. */
    QUOTA,
    /** Over the quota of the organisation in one region. */
    REGION_QUOTA,
    /** A volume must be larger for the data that it is made from. */
    VOLUME_TOO_SMALL,
    VOLUME_UNKNOWN,
    SNAPSHOT_UNKNOWN,
    NOT_FOUND,
    NOT_AUTHORISED,
    RATE_LIMITED,
    NAME_TAKEN,
    /** Somebody else has the machine's lease. */
    LEASED,
    /** The state of something is in the way. */
    PRECONDITION,
    /** Another operation is in the way. */
    CONFLICT,
    /** The request itself is wrong, and would be anywhere. */
    BAD_INPUT,
    /** Any other definite refusal. */
    OTHER;

    /** What there was not enough of, if that is the reason. */
    public Optional<CapacityShortage> shortage() {
        return switch (this) {
            case NO_CAPACITY -> Optional.of(CapacityShortage.ROOM);
            case QUOTA -> Optional.of(CapacityShortage.QUOTA);
            case REGION_QUOTA -> Optional.of(CapacityShortage.REGION_QUOTA);
            default -> Optional.empty();
        };
    }

    /** Whether the same request may succeed in another region. */
    public boolean mayDifferElsewhere() {
        return switch (this) {
            case NO_CAPACITY, QUOTA, REGION_QUOTA -> true;
            case VOLUME_UNKNOWN, PRECONDITION, CONFLICT, OTHER -> true;
            case VOLUME_TOO_SMALL, SNAPSHOT_UNKNOWN, NOT_FOUND, NOT_AUTHORISED -> false;
            case RATE_LIMITED, NAME_TAKEN, LEASED, BAD_INPUT -> false;
        };
    }
}
