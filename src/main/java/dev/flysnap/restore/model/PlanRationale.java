package dev.flysnap.restore.model;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.restore.verify.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The reasons for a plan: for the person who reads it, not for the steps.
 *
 * @param sourceApp whose snapshot it is
 * @param sourceRegion where the snapshot's volume is or was
 * @param config where the machine's config comes from, for display; absent where no machine is
 *     created
 * @param image absent where no machine is created
 * @param room regions with capacity, the requested ones first; absent where Fly does not tell
 * @param askedGb the requested size
 * @param oldVolumeGb the size of the volume that is kept with the old machine
 * @param secretsToCome names of secrets that the snapshot's app has and the new one lacks; absent
 *     where it is the same app, or Fly does not tell
 * @param withoutService the expected downtime of the cutover
 * @param verifier what checks the data; absent where no machine is created
 * @param replicas what Litestream replicates besides; absent where nothing is known of it
 */
public record PlanRationale(
        AppName sourceApp,
        Region sourceRegion,
        Optional<String> config,
        Optional<ImageUse> image,
        Optional<List<Region>> room,
        Optional<Integer> askedGb,
        Optional<Integer> oldVolumeGb,
        Optional<List<String>> secretsToCome,
        Optional<ExpectedDowntime> withoutService,
        Optional<Verifier> verifier,
        Optional<List<ReplicatedDatabase>> replicas) {

    /**
     * The expected downtime of a cutover.
     *
     * @param why where the estimate comes from, for display
     */
    public record ExpectedDowntime(Duration about, String why) {}
}
