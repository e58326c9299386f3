package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.player.FlyctlPlayer;
import java.util.List;
import java.util.Optional;

/** Runs the simulated flyctl, under {@code /sim}. */
public final class FlyctlApi {
    private final FlyctlPlayer flyctl;

    public FlyctlApi(Engine engine) {
        flyctl = new FlyctlPlayer(engine);
    }

    public List<Route> routes() {
        return List.of(
                Route.of("sim.deploy", "POST /sim/apps/{app}/deploy", this::deploy),
                Route.of("sim.scale", "POST /sim/apps/{app}/scale", this::scale));
    }

    /** Takes {@code {"image":…,"volume":…,"path":…}}, all of them optional. */
    private SimResponse deploy(SimRequest request) {
        return SimResponse.view(flyctl.deploy(request.app(), config(request.bodyOrEmpty())));
    }

    /** Takes {@code {"count":2}} and the fields of deploy. */
    private SimResponse scale(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        int count = body.number("count").orElse(1L).intValue();
        return SimResponse.view(flyctl.scale(request.app(), count, config(body)));
    }

    private static FlyctlPlayer.AppConfig config(Json.Obj body) {
        Optional<FlyctlPlayer.Mount> mount =
                body.text("volume")
                        .map(it -> new FlyctlPlayer.Mount(it, body.text("path").orElse("/data")));
        return new FlyctlPlayer.AppConfig(body.text("image"), mount);
    }
}
