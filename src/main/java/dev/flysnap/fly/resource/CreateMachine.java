package dev.flysnap.fly.resource;

import dev.flysnap.json.Json;
import dev.flysnap.model.Region;

/**
 * The machine to create.
 *
 * @param name unique in the app, so that the machine can be found by it after a lost answer
 * @param config sent unchanged
 * @param skipLaunch do not start it. Whether the platform always obeys is unknown.
 * @param cordoned no traffic from Fly's proxy ({@code skip_service_registration})
 */
public record CreateMachine(
        String name, Region region, Json.Obj config, boolean skipLaunch, boolean cordoned) {

    public Json.Obj json() {
        Json.Obj json =
                Json.Obj.empty()
                        .with("name", name)
                        .with("region", region.value())
                        .with("config", config);
        json = skipLaunch ? json.with("skip_launch", true) : json;
        return cordoned ? json.with("skip_service_registration", true) : json;
    }
}
