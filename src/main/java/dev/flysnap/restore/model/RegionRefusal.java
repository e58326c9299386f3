package dev.flysnap.restore.model;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.Region;

/**
 * A region without capacity, or without quota for this organisation.
 *
 * @param what what could not be created
 * @param said what Fly said
 */
public record RegionRefusal(Region region, What what, CapacityShortage shortage, String said) {

    /** What could not be created. */
    public enum What {
        VOLUME,
        /** The volume's host has no capacity for its machine. */
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
