package dev.flysnap.snapshot.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SnapshotOriginTest {
    private static final Snapshot MONDAY = at("vs_monday", "2026-03-02T04:00:00Z");
    private static final Snapshot TUESDAY = at("vs_tuesday", "2026-03-03T05:00:00Z");
    private static final Snapshot TUESDAY_NOON = at("vs_noon", "2026-03-03T12:00:00Z");

    @Test
    void oneADayIsTheSchedules() {
        List<Snapshot> foreign = List.of(MONDAY, TUESDAY);
        assertEquals(
                SnapshotOrigin.PERHAPS_DAILY,
                SnapshotOrigin.ofForeign(MONDAY, foreign, Optional.of(true)));
        assertEquals(
                SnapshotOrigin.PERHAPS_DAILY,
                SnapshotOrigin.ofForeign(TUESDAY, foreign, Optional.of(true)));
    }

    @Test
    void oneAtAnotherTimeOfDayIsAColleagues() {
        List<Snapshot> foreign = List.of(MONDAY, TUESDAY, TUESDAY_NOON);
        assertEquals(
                SnapshotOrigin.PERHAPS_DAILY,
                SnapshotOrigin.ofForeign(MONDAY, foreign, Optional.of(true)));
        assertEquals(
                SnapshotOrigin.PERHAPS_DAILY,
                SnapshotOrigin.ofForeign(TUESDAY, foreign, Optional.of(true)));
        assertEquals(
                SnapshotOrigin.NOT_OURS,
                SnapshotOrigin.ofForeign(TUESDAY_NOON, foreign, Optional.of(true)));
    }

    @Test
    void ofTwoAtThatTimeOfOneDayNobodyCanTell() {
        Snapshot again = at("vs_again", "2026-03-03T04:30:00Z");
        List<Snapshot> foreign = List.of(MONDAY, TUESDAY, again);
        assertEquals(
                SnapshotOrigin.NOT_OURS,
                SnapshotOrigin.ofForeign(TUESDAY, foreign, Optional.of(true)));
        assertEquals(
                SnapshotOrigin.NOT_OURS,
                SnapshotOrigin.ofForeign(again, foreign, Optional.of(true)));
    }

    @Test
    void aSingleOneFitsNoOther() {
        assertEquals(
                SnapshotOrigin.NOT_OURS,
                SnapshotOrigin.ofForeign(MONDAY, List.of(MONDAY), Optional.of(true)));
        Snapshot overMidnight = at("vs_midnight", "2026-03-04T23:30:00Z");
        Snapshot after = at("vs_after", "2026-03-06T00:20:00Z");
        assertEquals(
                SnapshotOrigin.PERHAPS_DAILY,
                SnapshotOrigin.ofForeign(after, List.of(overMidnight, after), Optional.of(true)));
    }

    @Test
    void whereTheScheduleIsOffOrUnknownNothingIsDaily() {
        assertEquals(
                SnapshotOrigin.NOT_OURS,
                SnapshotOrigin.ofForeign(MONDAY, List.of(MONDAY), Optional.of(false)));
        assertEquals(
                SnapshotOrigin.NOT_OURS,
                SnapshotOrigin.ofForeign(MONDAY, List.of(MONDAY), Optional.empty()));
    }

    private static Snapshot at(String id, String time) {
        return new Snapshot(
                Optional.of(new SnapshotId(id)),
                SnapshotStatus.CREATED,
                1,
                Optional.empty(),
                Optional.of("d"),
                Optional.of(Instant.parse(time)),
                Optional.of(5));
    }
}
