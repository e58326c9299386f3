package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.Target;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed request.
 *
 * @param path path parameters by name
 * @param body empty when there was none
 * @param nonce of the header {@code fly-machine-lease-nonce}
 */
record Call(
        Access access,
        Map<String, String> path,
        Map<String, String> query,
        Optional<Json.Obj> body,
        Optional<String> nonce) {

    String app() {
        return path.getOrDefault("app", "");
    }

    String id() {
        return path.getOrDefault("id", "");
    }

    Target target() {
        return new Target(app(), id(), nonce);
    }

    Json.Obj bodyOrEmpty() {
        return body.orElse(Json.Obj.empty());
    }

    Json.Obj bodyRequired() {
        return body.orElseThrow(() -> Refusal.invalid("a JSON object is required as the body"));
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    boolean isSet(String name) {
        return query(name).filter(it -> it.equals("true") || it.equals("1")).isPresent();
    }
}
