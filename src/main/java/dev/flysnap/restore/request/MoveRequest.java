package dev.flysnap.restore.request;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.verify.Checks;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code flysnap move} was asked for.
 *
 * @param volume the one to move, where the app has several
 * @param toRegions tried in this order for lack of capacity; at least one
 * @param newHost whether the app's own region may be the destination: then only the host changes
 * @param sizeGb absent = the current size
 * @param verifierImage an image whose entrypoint is flysnap; absent = what the app's own image has:
 *     flysnap, else sqlite3
 * @param timeout the limit of each wait for Fly
 */
public record MoveRequest(
        AppName app,
        Optional<VolumeId> volume,
        List<Region> toRegions,
        boolean newHost,
        Optional<Integer> sizeGb,
        Optional<String> verifierImage,
        Checks checks,
        Duration timeout) {}
