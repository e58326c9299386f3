package dev.flysnap.story;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import dev.flysnap.snapshot.plan.CreateRequest;
import java.time.Duration;
import java.util.Optional;

/** Requests of creates that differ in one thing from another. */
final class CreateRequests {
    static CreateRequest labelled(CreateRequest it, Labels labels) {
        return with(it, it.minGrade(), labels, it.retainDays(), it.acceptNewerThan(), it.noWait());
    }

    static CreateRequest retained(CreateRequest it, int days) {
        return with(
                it,
                it.minGrade(),
                it.labels(),
                Optional.of(days),
                it.acceptNewerThan(),
                it.noWait());
    }

    static CreateRequest acceptingNewerThan(CreateRequest it, Duration age) {
        return with(it, it.minGrade(), it.labels(), it.retainDays(), Optional.of(age), it.noWait());
    }

    static CreateRequest withoutWaiting(CreateRequest it) {
        return with(it, it.minGrade(), it.labels(), it.retainDays(), it.acceptNewerThan(), true);
    }

    static CreateRequest atLeast(CreateRequest it, Grade grade) {
        return with(
                it,
                Optional.of(grade),
                it.labels(),
                it.retainDays(),
                it.acceptNewerThan(),
                it.noWait());
    }

    static CreateRequest checking(CreateRequest it, CheckDepth depth) {
        return new CreateRequest(
                it.app(),
                it.volume(),
                it.quiesce(),
                it.holdUntil(),
                it.holdMax(),
                it.databases(),
                it.ignored(),
                it.minGrade(),
                it.labels(),
                it.retainDays(),
                it.acceptNewerThan(),
                it.noWait(),
                it.acceptShrunk(),
                Optional.of(depth),
                it.timeout());
    }

    private static CreateRequest with(
            CreateRequest it,
            Optional<Grade> minGrade,
            Labels labels,
            Optional<Integer> retainDays,
            Optional<Duration> acceptNewerThan,
            boolean noWait) {
        return new CreateRequest(
                it.app(),
                it.volume(),
                it.quiesce(),
                it.holdUntil(),
                it.holdMax(),
                it.databases(),
                it.ignored(),
                minGrade,
                labels,
                retainDays,
                acceptNewerThan,
                noWait,
                it.acceptShrunk(),
                it.check(),
                it.timeout());
    }

    private CreateRequests() {}
}
