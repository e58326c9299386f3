package dev.flysnap.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewSnapshotsTest {
    private static final Instant REQUESTED_AT = Instant.parse("2026-03-01T12:00:00Z");
    private static final SnapshotId OLD = new SnapshotId("vs_oooo");
    private static final SnapshotId NEW = new SnapshotId("vs_nnnn");
    private static final SnapshotId DAILY = new SnapshotId("vs_dddd");

    @Test
    void theOnlyNewRowIsOurs() {
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.THE_ONLY_ONE),
                among(Optional.empty(), row(OLD), row(NEW)));
    }

    @Test
    void theIdOfTheAnswerPicksOursOutOfSeveral() {
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.NAMED),
                among(Optional.of(NEW), row(OLD), row(DAILY), row(NEW)));
    }

    @Test
    void anIdThatTheListDoesNotShowAsNewProvesNothing() {
        assertEquals(new NewSnapshots.Verdict.NotYet(false), among(Optional.of(OLD), row(OLD)));
    }

    @Test
    void severalNewRowsWithoutAnIdAreNotGuessedAt() {
        assertEquals(
                new NewSnapshots.Verdict.Several(List.of(DAILY, NEW)),
                among(Optional.empty(), row(OLD), row(DAILY), row(NEW)));
    }

    @Test
    void aRowWithoutAnIdIsWaitedForEvenBesideANewOne() {
        assertEquals(
                new NewSnapshots.Verdict.NotYet(true),
                among(Optional.empty(), row(OLD), pending()));
        assertInstanceOf(
                NewSnapshots.Verdict.NotYet.class, among(Optional.empty(), row(DAILY), pending()));
    }

    @Test
    void whatWasThereBeforeTheRequestIsNotOurs() {
        Snapshot daily = at(DAILY, REQUESTED_AT.minusSeconds(6));
        assertEquals(
                new NewSnapshots.Verdict.NotYet(false), among(Optional.empty(), row(OLD), daily));
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.THE_ONLY_ONE),
                among(Optional.empty(), row(OLD), daily, at(NEW, REQUESTED_AT)));
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.THE_ONLY_ONE),
                among(Optional.empty(), row(OLD), at(NEW, REQUESTED_AT.minusSeconds(4))),
                "clocks may differ a little");
    }

    @Test
    void whatTheAnswerNamedIsOursWhateverTheClocksSay() {
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.NAMED),
                among(Optional.of(NEW), row(OLD), at(NEW, REQUESTED_AT.minusSeconds(600))));
    }

    @Test
    void aNewOneIsNotTakenInPlaceOfTheNamedOneAsLongAsThatMayCome() {
        Sought sought =
                Sought.of(
                        new CreateEffect.Requested(
                                Set.of(OLD), Optional.of(NEW), Optional.of(REQUESTED_AT)));
        assertEquals(
                new NewSnapshots.Verdict.NotYet(false),
                NewSnapshots.among(List.of(row(OLD), row(DAILY)), sought.insisting()));
        assertEquals(
                new NewSnapshots.Verdict.One(DAILY, NewSnapshots.INSTEAD_OF_THE_NAMED),
                NewSnapshots.among(List.of(row(OLD), row(DAILY)), sought));
    }

    @Test
    void whatAnotherRunHasTakenOrFlyDatesTooLateIsNotOurs() {
        Sought sought =
                Sought.of(
                        new CreateEffect.Requested(
                                Set.of(OLD), Optional.empty(), Optional.of(REQUESTED_AT)));
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.THE_ONLY_ONE),
                NewSnapshots.among(List.of(row(DAILY), row(NEW)), sought.butNot(DAILY::equals)));
        Sought early = sought.notLaterThan(REQUESTED_AT.plusSeconds(60));
        assertEquals(
                new NewSnapshots.Verdict.One(NEW, NewSnapshots.THE_ONLY_ONE),
                NewSnapshots.among(
                        List.of(
                                at(NEW, REQUESTED_AT.plusSeconds(60)),
                                at(DAILY, REQUESTED_AT.plusSeconds(90))),
                        early));
    }

    @Test
    void oneThatFailedWithoutAnIdIsNotWaitedFor() {
        Snapshot failed = row(Optional.empty(), new SnapshotStatus("broken"));
        assertFalse(NewSnapshots.isUnsettled(List.of(failed)));
        assertTrue(NewSnapshots.isUnsettled(List.of(pending())));
        assertEquals(new NewSnapshots.Verdict.NotYet(false), among(Optional.empty(), failed));
    }

    private static NewSnapshots.Verdict among(Optional<SnapshotId> hint, Snapshot... rows) {
        return NewSnapshots.among(
                List.of(rows),
                Sought.of(
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
