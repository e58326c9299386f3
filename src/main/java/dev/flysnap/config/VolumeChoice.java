package dev.flysnap.config;

import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;

/** The volume that is meant: by its id, or by its name, which several may share. */
public sealed interface VolumeChoice {
    record ById(VolumeId id) implements VolumeChoice {}

    record ByName(VolumeName name) implements VolumeChoice {}

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code text} is neither
     */
    static VolumeChoice parse(String text) {
        return text.startsWith("vol_")
                ? new ById(new VolumeId(text))
                : new ByName(new VolumeName(text));
    }
}
