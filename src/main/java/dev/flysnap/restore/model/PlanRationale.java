package dev.flysnap.restore.model;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a plan is as it is: for the person who reads it, not for the steps.
 *
 * @param sourceApp whose snapshot it is
 * @param sourceRegion where the snapshot's volume is or was
 * @param config where the machine's config comes from, in words; absent where no machine is made
 * @param image absent where no machine is made
 * @param room where Fly says that there is room, the asked regions first; absent where it does not
 *     tell
 * @param askedGb the size that was asked for
 * @param oldVolumeGb the size of the volume that is kept with the old machine
 * @param secretsToCome names of secrets that the snapshot's app has and the new one lacks; absent
 *     where it is the same app, or Fly does not tell
 * @param withoutService how long nobody is served during the cutover, as far as it can be told
 *     before
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
        Optional<ExpectedDowntime> withoutService) {

    /**
     * How long nobody is served during a cutover.
     *
     * @param about expected
     * @param why where that comes from, in words
     */
    public record ExpectedDowntime(Duration about, String why) {}
}
