package dev.flysnap.restore.verify;

import dev.flysnap.sqlite.check.Expectation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * By what a drill is judged besides the data.
 *
 * @param maxRto from the start of the restore until its data is verified; absent = any time
 * @param maxRpo how old the newest data may be that a restore would bring back; absent = any age
 * @param newestRow its value is the time of the newest data; absent = {@code newest} says it
 * @param newest the newest source that there was when the drill was planned; absent = nobody knows
 *     how old its data is
 * @param canaries the rows that the app's databases had when the drill began; absent = not asked
 * @param startApp whether the app itself has to come up on the data; absent = it is not started
 */
public record DrillBudgets(
        Optional<Duration> maxRto,
        Optional<Duration> maxRpo,
        Optional<Expectation> newestRow,
        Optional<NewestData> newest,
        Optional<List<LiveCanary>> canaries,
        Optional<Boolean> startApp) {

    /**
     * What a restore would lose is counted from here.
     *
     * @param path of the database, as the agent sees it
     * @param row the newest row of its canary when the drill began
     */
    public record LiveCanary(String path, long row, Instant at) {}

    /**
     * What a restore would be made from if it had to be.
     *
     * @param source a snapshot's id, or a copy's address
     * @param holdsUntil every commit before is in it, as far as is known
     */
    public record NewestData(String source, Instant holdsUntil) {}
}
