package dev.flysnap.restore.plan;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.fly.resource.Placement;
import dev.flysnap.fly.resource.PlacementRequest;
import dev.flysnap.fly.resource.Regions;
import dev.flysnap.model.Region;
import dev.flysnap.model.Volume;
import java.util.List;
import java.util.Optional;

/** What Fly says beforehand about its regions. */
final class CapacityAdvisor {
    private static final List<Integer> REFUSED_STATUSES = List.of(401, 403, 404);

    private final FlyApi fly;

    CapacityAdvisor(FlyApi fly) {
        this.fly = fly;
    }

    /**
     * The regions with capacity for such a volume and its machine, the requested ones first. Not a
     * promise: empty if the token is not allowed to ask, or no answer comes.
     */
    Optional<List<Region>> regionsWithRoom(
            CreateVolume volume, List<Region> regions, String organization) {
        if (volume.compute().isEmpty()) {
            return Optional.empty();
        }
        try {
            List<Region> room =
                    fly
                            .platform()
                            .placements(
                                    new PlacementRequest(
                                            volume.compute().get(),
                                            regions,
                                            true,
                                            volume.name(),
                                            volume.sizeGb() * Volume.BYTES_PER_GB,
                                            Optional.of(organization).filter(it -> !it.isEmpty())))
                            .stream()
                            .filter(it -> it.count() > 0)
                            .map(Placement::region)
                            .distinct()
                            .toList();
            return room.isEmpty() ? Optional.empty() : Optional.of(room);
        } catch (FlyException unanswered) {
            // The request for the volume decides.
            return Optional.empty();
        }
    }

    /**
     * Checks that Fly has these regions. If the token is not allowed to ask, the request for the
     * volume decides.
     *
     * @return whether they were checked
     * @throws dev.flysnap.problem.FlysnapException if there is no such region
     */
    boolean checkRegionsExist(List<Region> requested) {
        if (requested.isEmpty()) {
            return false;
        }
        Regions regions;
        try {
            regions = fly.platform().regions();
        } catch (FlyException e) {
            if (REFUSED_STATUSES.contains(e.status().orElse(0))) {
                return false;
            }
            throw e;
        }
        for (Region region : requested) {
            if (!regions.contains(region)) {
                throw RestorePlanProblems.noSuchRegion(region, regions).exception();
            }
        }
        return true;
    }
}
