package dev.flysnap.restore.model;

import dev.flysnap.json.Json;
import java.util.Optional;

/**
 * The image that the new machine gets, and where it comes from.
 *
 * @param origin in words
 * @param other the image that it could have been, when the snapshot's and the current one differ
 */
public record ImageUse(String reference, String origin, Optional<String> other) {
    /** The config with this image; untouched where it names it already. */
    public Json.Obj applyTo(Json.Obj config) {
        return config.with("image", reference);
    }
}
