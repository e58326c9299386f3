package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimApp;
import dev.flysnap.sim.world.SimRegions;
import dev.flysnap.sim.world.World;
import java.util.List;
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
        return List.of(Route.of("graphql", "POST /graphql", this::answer));
    }

    private SimResponse answer(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        String query = body.text("query").orElse("").replaceAll("\\s+", "");
        for (String name : List.of("appbasic", "appcompact")) {
            if (query.contains(name + ":app(")) {
                return app(request, name, variable(body));
            }
        }
        if (query.contains("apps(")) {
            return apps(request);
        }
        if (query.contains("platform{")) {
            return data("platform", platform());
        }
        throw Refusal.invalid("the simulator does not know this query: see flysnap sim --help");
    }

    private static String variable(Json.Obj body) {
        Json.Obj variables = body.object("variables").orElse(Json.Obj.empty());
        return variables.text("name").or(() -> variables.text("appName")).orElse("");
    }

    private static SimResponse data(String name, Json value) {
        return SimResponse.of(Json.Obj.empty().with("data", Json.Obj.empty().with(name, value)));
    }

    private SimResponse app(SimRequest request, String field, String name) {
        World world = engine.world();
        Optional<SimApp> app =
                world.app(name).filter(it -> request.scope().covers(it.name(), it.org()));
        if (app.isPresent()) {
            return data(field, json(world, app.get()));
        }
        Json.Obj error =
                Json.Obj.empty()
                        .with("message", "Could not find App")
                        .with("path", Json.texts(List.of(field)))
                        .with("extensions", Json.Obj.empty().with("code", "NOT_FOUND"));
        return SimResponse.of(
                Json.Obj.empty()
                        .with("data", Json.Obj.empty().with(field, Json.NULL))
                        .with("errors", new Json.Arr(List.of(error))));
    }

    private SimResponse apps(SimRequest request) {
        World world = engine.world();
        List<Json> nodes =
                world.apps().values().stream()
                        .filter(it -> request.scope().covers(it.name(), it.org()))
                        .<Json>map(it -> json(world, it))
                        .toList();
        return data(
                "apps",
                Json.Obj.empty()
                        .with("nodes", new Json.Arr(nodes))
                        .with(
                                "pageInfo",
                                Json.Obj.empty().with("hasNextPage", false).with("endCursor", "")));
    }

    private static Json.Obj json(World world, SimApp app) {
        boolean deployed = AppsApi.isDeployed(world, app);
        return Json.Obj.empty()
                .with("id", app.name())
                .with("name", app.name())
                .with("platformVersion", "machines")
                .with("status", deployed ? "deployed" : "pending")
                .with("deployed", deployed)
                .with("hostname", app.name() + ".fly.dev")
                .with("appUrl", "https://" + app.name() + ".fly.dev")
                .with("network", "default")
                .with(
                        "organization",
                        Json.Obj.empty()
                                .with("id", app.org())
                                .with("slug", app.org())
                                .with("rawSlug", app.org())
                                .with("name", app.org())
                                .with("paidPlan", true));
    }

    private static Json.Obj platform() {
        List<Json> regions =
                SimRegions.NAMES.entrySet().stream()
                        .<Json>map(it ->
                                Json.Obj.empty()
                                        .with("code", it.getKey())
                                        .with("name", it.getValue())
                                        .with("gatewayAvailable", true)
                                        .with("requiresPaidPlan", false)
                                        .with("deprecated", false))
                        .toList();
        return Json.Obj.empty()
                .with("requestRegion", SimRegions.DEFAULT)
                .with("regions", new Json.Arr(regions))
                .with("vmSizes", new Json.Arr(List.of()));
    }
}
