package dev.flysnap.restore;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.SnapshotChoice;
import java.time.Duration;
import java.util.Optional;

/**
 * What {@code flysnap restore} was asked for.
 *
 * @param volume whose snapshots are meant, where the app has several
 * @param toRegion absent = where the snapshot's volume is or was
 * @param sizeGb absent = as large as the snapshot's volume
 * @param acceptUnfenced start the app although the old machine cannot be stopped, on the operator's
 *     word
 * @param verifierImage an image whose entrypoint is flysnap; absent = the app's own image, which
 *     then has {@code flysnap} on its PATH
 * @param timeout the limit of each wait on Fly
 */
public record RestoreRequest(
        AppName app,
        SnapshotChoice snapshot,
        Optional<VolumeId> volume,
        Optional<Region> toRegion,
        Optional<Integer> sizeGb,
        boolean cutover,
        boolean acceptUnfenced,
        Optional<String> verifierImage,
        VerifyLevel verify,
        Duration timeout) {}
