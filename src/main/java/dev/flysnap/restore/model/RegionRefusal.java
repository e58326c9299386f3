package dev.flysnap.restore.model;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.model.Region;
import java.util.Optional;

/**
 * A region in which Fly refused to create something.
 *
 * @param what what could not be created
 * @param shortage what there was not enough of; absent if Fly had another reason
 * @param said what Fly said
 */
public record RegionRefusal(
        Region region, What what, Optional<CapacityShortage> shortage, String said) {

    /** What could not be created. */
    public enum What {
        VOLUME,
        /** Its volume is deleted again. */
        MACHINE
    }

    /** Such as "no room for the volume in fra", or "the volume was refused in fra". */
    public String description() {
        String thing = what == What.VOLUME ? "the volume" : "the machine";
        return shortage.map(it ->
                        switch (it) {
                            case ROOM -> "no room for " + thing + " in " + region;
                            case QUOTA, REGION_QUOTA -> "no quota for " + thing + " in " + region;
                        })
                .orElseGet(() -> thing + " was refused in " + region);
    }
}
