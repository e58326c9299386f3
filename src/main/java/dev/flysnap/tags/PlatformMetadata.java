package dev.flysnap.tags;

import dev.flysnap.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata by which {@code fly deploy} takes a machine for one of the app's: every key that
 * starts with {@code fly_}. Source: flyctl.
 */
public final class PlatformMetadata {
    /** Of a machine's config. */
    public static Map<String, String> of(Json.Obj config) {
        Map<String, String> platform = new LinkedHashMap<>();
        Json.Obj metadata = config.object("metadata").orElse(Json.Obj.empty());
        metadata.fields()
                .keySet()
                .forEach(key -> metadata.text(key).ifPresent(text -> platform.put(key, text)));
        platform.keySet().removeIf(key -> !TagKeys.isPlatformKey(key));
        return platform;
    }

    private PlatformMetadata() {}
}
