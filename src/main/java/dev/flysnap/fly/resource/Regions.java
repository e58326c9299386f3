package dev.flysnap.fly.resource;

import dev.flysnap.model.Region;
import java.util.List;
import java.util.Optional;

/**
 * The platform's regions.
 *
 * @param nearest to the caller
 */
public record Regions(List<Place> all, Optional<Region> nearest) {

    /** A region, its city, and whether it is for paying customers only. */
    public record Place(Region code, String name, boolean requiresPaidPlan) {}

    public Regions {
        all = List.copyOf(all);
    }

    /** Whether Fly has that region. */
    public boolean contains(Region region) {
        return all.stream().anyMatch(it -> it.code().equals(region));
    }
}
