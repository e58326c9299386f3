package dev.flysnap.sim.http.graphql;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import java.util.List;

/** The endpoint {@code POST /graphql}. Source: flyctl on the wire, fly-go. */
public final class GraphQlApi {
    private final Engine engine;

    public GraphQlApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
        return List.of(Route.of("graphql", "POST /graphql", this::query));
    }

    /** Status 200 whatever the query says; its errors are in the body. Source: GraphQL. */
    private SimResponse query(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        return SimResponse.of(
                FlySchema.execute(
                        body.text("query").orElse(""),
                        body.text("operationName").filter(it -> !it.isEmpty()),
                        body.object("variables").orElse(Json.Obj.empty()),
                        new VisibleWorld(engine.world(), request.scope())));
    }
}
