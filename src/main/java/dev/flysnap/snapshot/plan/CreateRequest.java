package dev.flysnap.snapshot.plan;

import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
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
 * @param acceptNewerThan when Fly accepts the request and makes nothing new: the age up to which
 *     the newest finished snapshot is taken for it; absent = that is a failure
 * @param noWait leave as soon as Fly has accepted the request; a later {@code continue} does the
 *     rest
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
        Optional<Duration> acceptNewerThan,
        boolean noWait,
        Duration timeout) {

    /** Without labels, kept as long as the volume is set to; none but a new one will do. */
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
                Optional.empty(),
                false,
                timeout);
    }

    /** The same with something said of it. */
    public CreateRequest labelled(Labels said) {
        return with(minGrade, said, retainDays, acceptNewerThan);
    }

    /** The same, kept for so many days. */
    public CreateRequest retained(int days) {
        return with(minGrade, labels, Optional.of(days), acceptNewerThan);
    }

    /** The same, content with an earlier one where Fly makes none. */
    public CreateRequest acceptingNewerThan(Duration age) {
        return with(minGrade, labels, retainDays, Optional.of(age));
    }

    /** The same, to be left early. */
    public CreateRequest withoutWaiting() {
        return new CreateRequest(
                app,
                volume,
                quiesce,
                holdUntil,
                holdMax,
                databases,
                minGrade,
                labels,
                retainDays,
                acceptNewerThan,
                true,
                timeout);
    }

    /** The same, worth at least so much. */
    public CreateRequest atLeast(Grade grade) {
        return with(Optional.of(grade), labels, retainDays, acceptNewerThan);
    }

    private CreateRequest with(
            Optional<Grade> grade,
            Labels said,
            Optional<Integer> days,
            Optional<Duration> newerThan) {
        return new CreateRequest(
                app, volume, quiesce, holdUntil, holdMax, databases, grade, said, days, newerThan,
                noWait, timeout);
    }
}
