package dev.flysnap.sources;

import dev.flysnap.portable.litestream.Replica;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.restore.finish.VolumeUse;
import dev.flysnap.snapshot.catalog.SnapshotRow;

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
     */
    record OfCopy(String store, CopyManifest copy) implements Origin {
        /** As users name it. */
        public String address() {
            ObjectName name = copy.content();
            return store.endsWith("/") ? store + name : store + "/" + name;
        }
    }

    /** What Litestream keeps. */
    record OfReplica(Replica replica) implements Origin {}
}
