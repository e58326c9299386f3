package dev.flysnap.snapshot.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.snapshot.plan.CreateEffect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SnapshotMatcherTest {
    private static final Instant REQUESTED_AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final SnapshotId OLD = new SnapshotId("vs_oooo");
    private static final SnapshotId NEW = new SnapshotId("vs_nnnn");
    private static final SnapshotId DAILY = new SnapshotId("vs_dddd");

    @Test
    void theOnlyNewRowIsOurs() {
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.ONLY_NEW_ONE),
                among(Optional.empty(), row(OLD), row(NEW)));
    }

    @Test
    void theIdOfTheAnswerPicksOursOutOfSeveral() {
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.NAMED_IN_ANSWER),
                among(Optional.of(NEW), row(OLD), row(DAILY), row(NEW)));
    }

    @Test
    void anIdThatTheListDoesNotShowAsNewProvesNothing() {
        assertEquals(new SnapshotMatcher.Verdict.NoneYet(false), among(Optional.of(OLD), row(OLD)));
    }

    @Test
    void severalNewRowsWithoutAnIdAreNotGuessedAt() {
        assertEquals(
                new SnapshotMatcher.Verdict.Several(List.of(DAILY, NEW)),
                among(Optional.empty(), row(OLD), row(DAILY), row(NEW)));
    }

    @Test
    void aRowWithoutAnIdIsWaitedForEvenBesideANewOne() {
        assertEquals(
                new SnapshotMatcher.Verdict.NoneYet(true),
                among(Optional.empty(), row(OLD), pending()));
        assertInstanceOf(
                SnapshotMatcher.Verdict.NoneYet.class,
                among(Optional.empty(), row(DAILY), pending()));
    }

    @Test
    void whatWasThereBeforeTheRequestIsNotOurs() {
        Snapshot daily = at(DAILY, REQUESTED_AT.minusSeconds(6));
        assertEquals(
                new SnapshotMatcher.Verdict.NoneYet(false),
                among(Optional.empty(), row(OLD), daily));
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.ONLY_NEW_ONE),
                among(Optional.empty(), row(OLD), daily, at(NEW, REQUESTED_AT)));
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.ONLY_NEW_ONE),
                among(Optional.empty(), row(OLD), at(NEW, REQUESTED_AT.minusSeconds(4))),
                "clocks may differ a little");
    }

    @Test
    void whatTheAnswerNamedIsOursWhateverTheClocksSay() {
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.NAMED_IN_ANSWER),
                among(Optional.of(NEW), row(OLD), at(NEW, REQUESTED_AT.minusSeconds(600))));
    }

    @Test
    void aNewOneIsNotTakenInPlaceOfTheNamedOneAsLongAsThatMayCome() {
        MatchCriteria criteria =
                MatchCriteria.of(
                        new CreateEffect.Requested(
                                Set.of(OLD), Optional.of(NEW), Optional.of(REQUESTED_AT)));
        assertEquals(
                new SnapshotMatcher.Verdict.NoneYet(false),
                SnapshotMatcher.match(List.of(row(OLD), row(DAILY)), criteria.requiringHint()));
        assertEquals(
                new SnapshotMatcher.Verdict.One(DAILY, SnapshotMatcher.ONLY_NEW_ONE_NOT_NAMED),
                SnapshotMatcher.match(List.of(row(OLD), row(DAILY)), criteria));
    }

    @Test
    void whatAnotherRunHasTakenOrFlyDatesTooLateIsNotOurs() {
        MatchCriteria criteria =
                MatchCriteria.of(
                        new CreateEffect.Requested(
                                Set.of(OLD), Optional.empty(), Optional.of(REQUESTED_AT)));
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.ONLY_NEW_ONE),
                SnapshotMatcher.match(
                        List.of(row(DAILY), row(NEW)), criteria.excluding(DAILY::equals)));
        MatchCriteria early = criteria.notLaterThan(REQUESTED_AT.plusSeconds(60));
        assertEquals(
                new SnapshotMatcher.Verdict.One(NEW, SnapshotMatcher.ONLY_NEW_ONE),
                SnapshotMatcher.match(
                        List.of(
                                at(NEW, REQUESTED_AT.plusSeconds(60)),
                                at(DAILY, REQUESTED_AT.plusSeconds(90))),
                        early));
    }

    @Test
    void oneThatFailedWithoutAnIdIsNotWaitedFor() {
        Snapshot failed = row(Optional.empty(), new SnapshotStatus("broken"));
        assertFalse(SnapshotMatcher.isUnsettled(List.of(failed)));
        assertTrue(SnapshotMatcher.isUnsettled(List.of(pending())));
        assertEquals(new SnapshotMatcher.Verdict.NoneYet(false), among(Optional.empty(), failed));
    }

    private static SnapshotMatcher.Verdict among(Optional<SnapshotId> hint, Snapshot... rows) {
        return SnapshotMatcher.match(
                List.of(rows),
                MatchCriteria.of(
                        new CreateEffect.Requested(Set.of(OLD), hint, Optional.of(REQUESTED_AT))));
    }

    private static Snapshot row(SnapshotId id) {
        return row(Optional.of(id), SnapshotStatus.CREATED);
    }

    private static Snapshot at(SnapshotId id, Instant createdAt) {
        return new Snapshot(
                Optional.of(id),
                SnapshotStatus.CREATED,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(createdAt),
                Optional.empty());
    }

    private static Snapshot pending() {
        return row(Optional.empty(), SnapshotStatus.WAITING);
    }

    private static Snapshot row(Optional<SnapshotId> id, SnapshotStatus status) {
        return new Snapshot(
                id,
                status,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
