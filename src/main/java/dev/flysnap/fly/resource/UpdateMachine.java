package dev.flysnap.fly.resource;

import dev.flysnap.json.Json;
import java.util.Optional;

/**
 * A machine's new config, which replaces the whole old one.
 *
 * @param config sent unchanged: take the current one and change only what is needed
 * @param skipLaunch do not start it. Whether the platform always obeys is unknown.
 */
public record UpdateMachine(Json.Obj config, boolean skipLaunch, Optional<String> leaseNonce) {

    public Json.Obj json() {
        Json.Obj json = Json.Obj.empty().with("config", config);
        return skipLaunch ? json.with("skip_launch", true) : json;
    }
}
