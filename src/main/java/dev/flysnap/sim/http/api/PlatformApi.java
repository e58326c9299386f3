package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimRegions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Regions, and which of them have capacity. */
public final class PlatformApi {
    private static final int CAPACITY = 500;

    private final Engine engine;

    public PlatformApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
        return List.of(
                Route.of("platform.regions", "GET /v1/platform/regions", this::regions),
                Route.of("platform.placements", "POST /v1/platform/placements", this::placements));
    }

    private record RegionList(
            @JsonName("Regions") List<RegionRow> regions, @JsonName("Nearest") String nearest) {}

    private record RegionRow(
            String code,
            String name,
            int capacity,
            boolean gatewayAvailable,
            boolean requiresPaidPlan) {}

    private record PlacementList(@JsonName("Regions") List<PlacementRow> regions) {}

    private record PlacementRow(
            @JsonName("Region") String region,
            @JsonName("Count") long count,
            @JsonName("Concurrency") int concurrency) {}

    private SimResponse regions(SimRequest request) {
        checkAllowed(request);
        Set<String> full = engine.world().fullRegions();
        List<RegionRow> regions =
                SimRegions.NAMES.entrySet().stream()
                        .map(region ->
                                new RegionRow(
                                        region.getKey(),
                                        region.getValue(),
                                        full.contains(region.getKey()) ? 0 : CAPACITY,
                                        true,
                                        false))
                        .toList();
        return SimResponse.view(new RegionList(regions, SimRegions.DEFAULT));
    }

    private SimResponse placements(SimRequest request) {
        checkAllowed(request);
        Json.Obj body = request.bodyRequired();
        List<String> requested =
                Arrays.stream(body.text("region").orElse("any").split(","))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .toList();
        boolean any = requested.isEmpty() || requested.contains("any");
        Set<String> full = engine.world().fullRegions();
        long count = body.number("count").orElse(1L);
        return SimResponse.view(
                new PlacementList(
                        SimRegions.NAMES.keySet().stream()
                                .filter(it -> any || requested.contains(it))
                                .filter(it -> !full.contains(it))
                                .map(it -> new PlacementRow(it, count, 1))
                                .toList()));
    }

    private void checkAllowed(SimRequest request) {
        boolean refused =
                engine.rules().switches().platformQuestions() == Switches.PlatformQuestions.REFUSED;
        if (refused && request.scope().app().isPresent()) {
            throw Refusal.forbidden("this token has no access to platform queries");
        }
    }
}
