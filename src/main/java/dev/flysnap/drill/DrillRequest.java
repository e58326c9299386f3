package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.sqlite.check.Expectation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code flysnap drill} was asked for.
 *
 * @param volume whose snapshots are meant, where the app has several volumes
 * @param regions one drill is in the first, the next in the second; none = where the data is
 * @param foreignKeys whether a row that refers to none is a failure
 * @param timeout the limit of each wait for Fly
 */
public record DrillRequest(
        AppName app,
        Optional<VolumeId> volume,
        DrillSource source,
        List<Region> regions,
        Checks checks,
        boolean foreignKeys,
        Budgets budgets,
        Optional<String> verifierImage,
        Duration timeout) {
    public DrillRequest {
        regions = regions.stream().distinct().toList();
    }

    /**
     * @param maxRto from the start of the restore until its data is verified; absent = any time
     * @param maxRpo how old the newest data may be; absent = any age
     * @param newestRow its value is the time of the newest data; absent = the receipt says it
     */
    public record Budgets(
            Optional<Duration> maxRto,
            Optional<Duration> maxRpo,
            Optional<Expectation> newestRow) {}
}
