package dev.flysnap.sim.http.exchange;

import dev.flysnap.json.Json;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.world.Refusal;
import java.util.Map;
import java.util.Optional;

/**
 * A parsed request.
 *
 * @param path path parameters by name
 * @param body empty when there was none
 * @param nonce of the header {@code fly-machine-lease-nonce}
 */
public record SimRequest(
        TokenScope scope,
        Map<String, String> path,
        Map<String, String> query,
        Optional<Json.Obj> body,
        Optional<String> nonce) {

    public String app() {
        return path.getOrDefault("app", "");
    }

    public String id() {
        return path.getOrDefault("id", "");
    }

    public MachineTarget target() {
        return new MachineTarget(app(), id(), nonce);
    }

    public Json.Obj bodyOrEmpty() {
        return body.orElse(Json.Obj.empty());
    }

    public Json.Obj bodyRequired() {
        return body.orElseThrow(() -> Refusal.invalid("a JSON object is required as the body"));
    }

    public Optional<String> query(String name) {
        return Optional.ofNullable(query.get(name));
    }

    public boolean isSet(String name) {
        return query(name).filter(it -> it.equals("true") || it.equals("1")).isPresent();
    }
}
