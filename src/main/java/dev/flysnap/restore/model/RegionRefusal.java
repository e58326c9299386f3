package dev.flysnap.restore.model;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.Region;

/**
 * A region that has no room, or not for this organisation.
 *
 * @param what what there was no room for
 * @param said what Fly said
 */
public record RegionRefusal(Region region, What what, CapacityShortage shortage, String said) {

    /** What did not fit. */
    public enum What {
        VOLUME,
        /** The volume's host has no room for its machine. */
        MACHINE
    }

    /** Such as "no room for the volume in fra". */
    public String description() {
        String thing = what == What.VOLUME ? "the volume" : "the machine";
        return switch (shortage) {
            case ROOM -> "no room for " + thing + " in " + region;
            case QUOTA -> "no quota for " + thing + " in " + region;
        };
    }
}
