package dev.flysnap.config;

import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;

/** A reference to a volume: by its id, or by its name, which may be ambiguous. */
public sealed interface VolumeReference {
    record ById(VolumeId id) implements VolumeReference {}

    record ByName(VolumeName name) implements VolumeReference {}

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code text} is neither
     */
    static VolumeReference parse(String text) {
        return text.startsWith("vol_")
                ? new ById(new VolumeId(text))
                : new ByName(new VolumeName(text));
    }
}
