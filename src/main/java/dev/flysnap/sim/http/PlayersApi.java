package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.player.Flyctl;
import java.util.List;
import java.util.Optional;

/** Plays what other people do to an app, on request under {@code /sim}. */
final class PlayersApi {
    private final Flyctl flyctl;

    PlayersApi(Engine engine) {
        flyctl = new Flyctl(engine);
    }

    List<Route> routes() {
        return List.of(
                Route.of("sim.deploy", "POST /sim/apps/{app}/deploy", this::deploy),
                Route.of("sim.scale", "POST /sim/apps/{app}/scale", this::scale));
    }

    /** Takes {@code {"image":…,"volume":…,"path":…}}, all of them optional. */
    private Answer deploy(Call request) {
        return Answer.view(flyctl.deploy(request.app(), toml(request.bodyOrEmpty())));
    }

    /** Takes {@code {"count":2}}, and what deploy takes. */
    private Answer scale(Call request) {
        Json.Obj body = request.bodyRequired();
        int count = body.number("count").orElse(1L).intValue();
        return Answer.view(flyctl.scale(request.app(), count, toml(body)));
    }

    private static Flyctl.Toml toml(Json.Obj body) {
        Optional<Flyctl.Mount> mount =
                body.text("volume")
                        .map(it -> new Flyctl.Mount(it, body.text("path").orElse("/data")));
        return new Flyctl.Toml(body.text("image"), mount);
    }
}
