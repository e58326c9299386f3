package dev.flysnap.sources;

import dev.flysnap.portable.litestream.Replica;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import java.util.Optional;

/** What a source is. */
public sealed interface Origin {
    /** A finished snapshot, of flysnap or of Fly. */
    record OfSnapshot(SnapshotRow row) implements Origin {}

    /** A volume that the app does not run on at the moment. */
    record OfVolume(VolumeUse use) implements Origin {}

    /**
     * A copy outside Fly.
     *
     * @param store as users name it
     * @param verified what was found when it was last read back; absent = it never was
     */
    record OfCopy(String store, CopyManifest copy, Optional<VerificationNote> verified)
            implements Origin {
        /** As users name it. */
        public String address() {
            return folder() + copy.content();
        }

        /** The store, so that a name can follow. */
        String folder() {
            return store.endsWith("/") ? store : store + "/";
        }
    }

    /** What Litestream keeps. */
    record OfReplica(Replica replica) implements Origin {}

    /** Whether its data is known to be bad. */
    default boolean isKnownToBeBad() {
        return switch (this) {
            case OfSnapshot(SnapshotRow row) -> row.isKnownToBeBad();
            case OfCopy copy -> copy.verified().filter(it -> !it.isGood()).isPresent();
            case OfVolume _, OfReplica _ -> false;
        };
    }

    /** Whether it is there when the app is gone. */
    default boolean isOutsideFly() {
        return switch (this) {
            case OfCopy _, OfReplica _ -> true;
            case OfSnapshot _, OfVolume _ -> false;
        };
    }
}
