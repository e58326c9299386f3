package dev.flysnap.restore.model;

import dev.flysnap.json.Json;
import java.util.Optional;

/**
 * The image that the new machine gets, and where it comes from.
 *
 * @param origin for display
 * @param other the alternative, when the snapshot's image and the current one differ
 */
public record ImageUse(String reference, String origin, Optional<String> other) {
    /** The config with this image. */
    public Json.Obj applyTo(Json.Obj config) {
        return config.with("image", reference);
    }
}
