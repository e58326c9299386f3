package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
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

    private SimResponse regions(SimRequest request) {
        checkAllowed(request);
        Set<String> full = engine.world().fullRegions();
        List<Json> regions =
                SimRegions.NAMES.entrySet().stream()
                        .<Json>map(it ->
                                Records.write(
                                        RegionRow.class,
                                        new RegionRow(
                                                it.getKey(),
                                                it.getValue(),
                                                full.contains(it.getKey()) ? 0 : CAPACITY,
                                                true,
                                                false)))
                        .toList();
        return SimResponse.of(
                Json.Obj.empty()
                        .with("Regions", new Json.Arr(regions))
                        .with("Nearest", SimRegions.DEFAULT));
    }

    private record RegionRow(
            String code,
            String name,
            int capacity,
            boolean gatewayAvailable,
            boolean requiresPaidPlan) {}

    private SimResponse placements(SimRequest request) {
        checkAllowed(request);
        Json.Obj body = request.bodyRequired();
        String wanted = body.text("region").orElse("any");
        List<String> asked =
                Arrays.stream(wanted.split(","))
                        .map(String::strip)
                        .filter(it -> !it.isEmpty())
                        .toList();
        boolean any = asked.isEmpty() || asked.contains("any");
        Set<String> full = engine.world().fullRegions();
        List<Json> regions =
                SimRegions.NAMES.keySet().stream()
                        .filter(it -> any || asked.contains(it))
                        .filter(it -> !full.contains(it))
                        .<Json>map(it ->
                                Json.Obj.empty()
                                        .with("Region", it)
                                        .with("Count", body.number("count").orElse(1L))
                                        .with("Concurrency", 1))
                        .toList();
        return SimResponse.of(Json.Obj.empty().with("Regions", new Json.Arr(regions)));
    }

    private void checkAllowed(SimRequest request) {
        boolean refused =
                engine.rules().switches().platformQuestions() == Switches.PlatformQuestions.REFUSED;
        if (refused && request.scope().app().isPresent()) {
            throw Refusal.forbidden("this token has no access to platform queries");
        }
    }
}
