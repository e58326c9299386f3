package dev.flysnap.snapshot.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@code flysnap create} has to do.
 *
 * @param volume which one, where the app has several
 * @param quiesce absent = required when there is a hook, else off
 * @param holdMax the longest hold; after it the hook releases writers by itself
 * @param databases names of the hook's databases; empty = all of them
 * @param ignored patterns of databases on the volume that need no quiesce, such as caches
 * @param minGrade the lowest acceptable grade; absent = what the hook's level promises
 * @param labels kept with the snapshot's receipt
 * @param retainDays how long Fly keeps this snapshot, 1 to 60 days; absent = the volume's setting
 * @param acceptNewerThan when Fly accepts the request and makes no snapshot: the age up to which
 *     the newest finished one is accepted instead; absent = that is a failure
 * @param noWait end as soon as Fly has accepted the request; a later {@code continue} does the rest
 * @param acceptShrunk whether a database may be much smaller than in the last receipt
 * @param check how thoroughly the live databases are checked afterwards; absent = not at all
 * @param timeout how long the snapshot may take from the request until it is {@code created}
 */
public record CreateRequest(
        AppName app,
        Optional<VolumeId> volume,
        Optional<QuiescePolicy> quiesce,
        HoldUntil holdUntil,
        Duration holdMax,
        List<String> databases,
        List<String> ignored,
        Optional<Grade> minGrade,
        Labels labels,
        Optional<Integer> retainDays,
        Optional<Duration> acceptNewerThan,
        boolean noWait,
        boolean acceptShrunk,
        Optional<CheckDepth> check,
        Duration timeout) {

    /** Without labels, with the volume's retention; only a new snapshot is accepted. */
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
                List.of(),
                minGrade,
                Labels.NONE,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                timeout);
    }
}
