package dev.flysnap.snapshot.volumes;

import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;

/** Which of an app's volumes a command is about. */
public sealed interface VolumeSelection {
    /** The app's only one; a problem where it has several. */
    record TheOnlyOne() implements VolumeSelection {}

    record ById(VolumeId id) implements VolumeSelection {}

    /** A problem where several share the name. */
    record ByName(VolumeName name) implements VolumeSelection {}

    /** Every one that is attached to a machine. */
    record AllAttached() implements VolumeSelection {}

    /** Whether this living volume is one of them. Pure. */
    default boolean matches(Volume volume) {
        return switch (this) {
            case TheOnlyOne() -> true;
            case ById(var id) -> volume.id().equals(id);
            case ByName(var name) -> volume.name().equals(name);
            case AllAttached() -> volume.attachedMachine().isPresent();
        };
    }
}
