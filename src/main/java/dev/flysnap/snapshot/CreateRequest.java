package dev.flysnap.snapshot;

import dev.flysnap.hook.Grade;
import dev.flysnap.hook.Labels;
import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code flysnap create} was asked for.
 *
 * @param volume which one, where the app has several
 * @param quiesce absent = required when there is a hook, else off
 * @param holdMax the longest that writers may be kept off; the hook releases them then by itself
 * @param databases names of the hook's databases; empty = all of them
 * @param minGrade the least that the snapshot must be worth; absent = what the hook's level
 *     promises
 * @param labels what is said of the snapshot, kept with its receipt
 * @param retainDays how long Fly shall keep this snapshot, 1 to 60 days; absent = as the volume is
 *     set
 * @param timeout how long the snapshot may take from the request until it is {@code created}
 */
public record CreateRequest(
        AppName app,
        Optional<VolumeId> volume,
        Optional<QuiescePolicy> quiesce,
        HoldUntil holdUntil,
        Duration holdMax,
        List<String> databases,
        Optional<Grade> minGrade,
        Labels labels,
        Optional<Integer> retainDays,
        Duration timeout) {

    /** Without labels, kept as long as the volume is set to. */
    public CreateRequest(
            AppName app,
            Optional<VolumeId> volume,
            Optional<QuiescePolicy> quiesce,
            HoldUntil holdUntil,
            Duration holdMax,
            List<String> databases,
            Optional<Grade> minGrade,
            Duration timeout) {
        this(
                app,
                volume,
                quiesce,
                holdUntil,
                holdMax,
                databases,
                minGrade,
                Labels.NONE,
                Optional.empty(),
                timeout);
    }
}
