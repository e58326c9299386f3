package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.restore.verify.DrillBudgets;
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
 * @param inApp flysnap's own, where a snapshot is restored to; absent = the app itself
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
        Duration timeout,
        Optional<AppName> inApp) {
    public DrillRequest {
        regions = regions.stream().distinct().toList();
    }

    /** In the app itself. */
    public DrillRequest(
            AppName app,
            Optional<VolumeId> volume,
            DrillSource source,
            List<Region> regions,
            Checks checks,
            boolean foreignKeys,
            Budgets budgets,
            Optional<String> verifierImage,
            Duration timeout) {
        this(
                app,
                volume,
                source,
                regions,
                checks,
                foreignKeys,
                budgets,
                verifierImage,
                timeout,
                Optional.empty());
    }

    /** The same from another source. */
    DrillRequest from(DrillSource other) {
        return new DrillRequest(
                app,
                volume,
                other,
                regions,
                checks,
                foreignKeys,
                budgets,
                verifierImage,
                timeout,
                inApp);
    }

    /** The same in the app itself. */
    DrillRequest inItsApp() {
        return new DrillRequest(
                app, volume, source, regions, checks, foreignKeys, budgets, verifierImage, timeout);
    }

    /**
     * @param maxRto from the start of the restore until its data is verified; absent = any time
     * @param maxRpo how old the newest data may be; absent = any age
     * @param newestRow its value is the time of the newest data; absent = the receipt says it
     * @param startApp whether the app itself has to come up on the restored data
     * @param canaries of the app's databases, as they are now; absent = not asked
     */
    public record Budgets(
            Optional<Duration> maxRto,
            Optional<Duration> maxRpo,
            Optional<Expectation> newestRow,
            Optional<List<DrillBudgets.LiveCanary>> canaries,
            boolean startApp) {
        /** Without a canary. */
        public Budgets(
                Optional<Duration> maxRto,
                Optional<Duration> maxRpo,
                Optional<Expectation> newestRow) {
            this(maxRto, maxRpo, newestRow, Optional.empty(), false);
        }
    }

    /** The same with the canaries as they are now. */
    DrillRequest with(List<DrillBudgets.LiveCanary> now) {
        return new DrillRequest(
                app,
                volume,
                source,
                regions,
                checks,
                foreignKeys,
                new Budgets(
                        budgets.maxRto,
                        budgets.maxRpo,
                        budgets.newestRow,
                        Optional.of(List.copyOf(now)),
                        budgets.startApp),
                verifierImage,
                timeout,
                inApp);
    }
}
