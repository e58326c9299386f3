package dev.flysnap.tags;

import dev.flysnap.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The metadata by which {@code fly deploy} takes a machine for one of the app's: every key that
 * starts with {@code fly_}. Source: flyctl.
 */
public final class PlatformMetadata {
    private static final String GROUP = "fly_process_group";

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

    /**
     * The process group of a machine's config: its metadata names it until a cutover takes that
     * away, its environment also afterwards. Source: flyctl, which writes both.
     */
    public static Optional<String> processGroup(Json.Obj config) {
        return config.object("metadata")
                .flatMap(it -> it.text(GROUP))
                .or(() -> config.object("env").flatMap(it -> it.text("FLY_PROCESS_GROUP")));
    }

    /**
     * @param metadata the platform's, of one machine
     */
    public static Optional<String> groupIn(Map<String, String> metadata) {
        return Optional.ofNullable(metadata.get(GROUP));
    }

    private PlatformMetadata() {}
}
