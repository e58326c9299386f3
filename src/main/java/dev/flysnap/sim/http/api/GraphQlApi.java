package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimRegions;
import dev.flysnap.sim.world.World;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few GraphQL queries of flyctl: an app, all apps, the regions. Recognised by name; GraphQL is
 * not parsed. Source: flyctl on the wire.
 */
public final class GraphQlApi {
    private final Engine engine;

    public GraphQlApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
        return List.of(Route.of("graphql", "POST /graphql", this::query));
    }

    private record Response(Map<String, Json> data, Optional<List<NotFound>> errors) {}

    private record NotFound(String message, List<String> path, Extensions extensions) {}

    private record Extensions(String code) {}

    private record AppList(List<AppNode> nodes, @JsonName("pageInfo") PageInfo pageInfo) {}

    private record PageInfo(
            @JsonName("hasNextPage") boolean hasNextPage,
            @JsonName("endCursor") String endCursor) {}

    private record AppNode(
            String id,
            String name,
            @JsonName("platformVersion") String platformVersion,
            String status,
            boolean deployed,
            String hostname,
            @JsonName("appUrl") String appUrl,
            String network,
            OrganizationNode organization) {}

    private record OrganizationNode(
            String id,
            String slug,
            @JsonName("rawSlug") String rawSlug,
            String name,
            @JsonName("paidPlan") boolean paidPlan) {}

    private record Platform(
            @JsonName("requestRegion") String requestRegion,
            List<RegionNode> regions,
            @JsonName("vmSizes") List<String> vmSizes) {}

    private record RegionNode(
            String code,
            String name,
            @JsonName("gatewayAvailable") boolean gatewayAvailable,
            @JsonName("requiresPaidPlan") boolean requiresPaidPlan,
            boolean deprecated) {}

    private SimResponse query(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        String query = body.text("query").orElse("").replaceAll("\\s+", "");
        for (String field : List.of("appbasic", "appcompact")) {
            if (query.contains(field + ":app(")) {
                return app(request, field, appName(body));
            }
        }
        if (query.contains("apps(")) {
            return data("apps", apps(request));
        }
        if (query.contains("platform{")) {
            return data("platform", platform());
        }
        throw Refusal.invalid("the simulator does not know this query: see flysnap sim --help");
    }

    private static String appName(Json.Obj body) {
        Json.Obj variables = body.object("variables").orElse(Json.Obj.empty());
        return variables.text("name").or(() -> variables.text("appName")).orElse("");
    }

    private static SimResponse data(String field, Record value) {
        Json json = Records.write(Record.class, value);
        return SimResponse.view(new Response(Map.of(field, json), Optional.empty()));
    }

    private SimResponse app(SimRequest request, String field, String name) {
        World world = engine.world();
        return world.app(name)
                .filter(app -> request.scope().covers(app.name(), app.org()))
                .map(app -> data(field, node(world, app)))
                .orElseGet(() -> notFound(field));
    }

    private static SimResponse notFound(String field) {
        NotFound error =
                new NotFound("Could not find App", List.of(field), new Extensions("NOT_FOUND"));
        return SimResponse.view(
                new Response(Map.of(field, Json.NULL), Optional.of(List.of(error))));
    }

    private AppList apps(SimRequest request) {
        World world = engine.world();
        return new AppList(
                world.apps().values().stream()
                        .filter(app -> request.scope().covers(app.name(), app.org()))
                        .map(app -> node(world, app))
                        .toList(),
                new PageInfo(false, ""));
    }

    private static AppNode node(World world, SimApp app) {
        boolean deployed = AppsApi.isDeployed(world, app);
        String hostname = app.name() + ".fly.dev";
        return new AppNode(
                app.name(),
                app.name(),
                "machines",
                deployed ? "deployed" : "pending",
                deployed,
                hostname,
                "https://" + hostname,
                "default",
                new OrganizationNode(app.org(), app.org(), app.org(), app.org(), true));
    }

    private static Platform platform() {
        return new Platform(
                SimRegions.DEFAULT,
                SimRegions.NAMES.entrySet().stream()
                        .map(region ->
                                new RegionNode(
                                        region.getKey(), region.getValue(), true, false, false))
                        .toList(),
                List.of());
    }
}
