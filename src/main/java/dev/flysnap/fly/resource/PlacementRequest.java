package dev.flysnap.fly.resource;

import dev.flysnap.json.Json;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks where there is capacity for a machine and its volume. Source: fly-go.
 *
 * @param compute the machine's guest
 * @param regions in order of preference
 * @param anyOtherRegion whether any other region will do
 * @param organization the slug of the organisation that is to own it
 */
public record PlacementRequest(
        Json.Obj compute,
        List<Region> regions,
        boolean anyOtherRegion,
        VolumeName volumeName,
        long volumeBytes,
        Optional<String> organization) {

    public PlacementRequest {
        regions = List.copyOf(regions);
    }

    public Json.Obj json() {
        String wanted =
                Stream.concat(
                                regions.stream().map(Region::value),
                                anyOtherRegion ? Stream.of("any") : Stream.empty())
                        .collect(Collectors.joining(","));
        return Json.Obj.empty()
                .with("compute", compute)
                .with("region", wanted)
                .with("count", 1)
                .with("volume_name", volumeName.value())
                .with("volume_size_bytes", volumeBytes)
                .withText("org_slug", organization);
    }
}
