package dev.flysnap.portable.retain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.ManifestExamples;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.portable.manifest.VerificationNotes;
import dev.flysnap.proof.Labels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static CopyManifest at(String time) {
        return ManifestExamples.of("shop", "main", time, CheckDepth.QUICK);
    }

    private static CopyManifest unchecked(String time) {
        return ManifestExamples.of("shop", "main", time, CheckDepth.NONE);
    }

    private static RetentionPolicy keep(RetentionKind kind, int count) {
        return new RetentionPolicy(Map.of(kind, count), Optional.empty(), List.of());
    }

    private static RetentionPolicy within(String period) {
        return new RetentionPolicy(Map.of(), Optional.of(RetentionPeriod.parse(period)), List.of());
    }

    /** The times of those that are kept, with the reasons. */
    private static List<String> kept(RetentionPolicy policy, CopyManifest... copies) {
        return kept(policy, Set.of(), copies);
    }

    private static List<String> kept(
            RetentionPolicy policy, Set<CopyManifest> damaged, CopyManifest... copies) {
        return new Retention(policy)
                .decide(List.of(copies), notes(damaged)).stream()
                        .filter(RetentionDecision::isKept)
                        .map(it ->
                                it.copy().completeUntil() + " " + String.join(", ", it.reasons()))
                        .toList();
    }

    private static VerificationNotes notes(Collection<CopyManifest> damaged) {
        return new VerificationNotes(
                damaged.stream()
                        .map(it ->
                                new VerificationNote(
                                        it.content(),
                                        Instant.parse("2026-12-01T00:00:00Z"),
                                        Optional.empty()))
                        .toList());
    }

    @Test
    void theLastAreKept() {
        assertEquals(
                List.of("2026-11-03T00:00:00Z newest checked, last", "2026-11-02T00:00:00Z last"),
                kept(
                        keep(RetentionKind.LAST, 2),
                        at("2026-11-01T00:00:00Z"),
                        at("2026-11-03T00:00:00Z"),
                        at("2026-11-02T00:00:00Z")));
    }

    /** Days without a copy do not count. */
    @Test
    void ofEachOfTheLastDaysThatHaveOneTheNewestIsKept() {
        assertEquals(
                List.of("2026-11-20T18:00:00Z newest checked, daily", "2026-11-09T23:59:59Z daily"),
                kept(
                        keep(RetentionKind.DAILY, 2),
                        at("2026-11-20T18:00:00Z"),
                        at("2026-11-20T06:00:00Z"),
                        at("2026-11-09T23:59:59Z"),
                        at("2026-11-09T00:00:00Z"),
                        at("2026-11-08T12:00:00Z")));
    }

    @Test
    void hoursWeeksMonthsAndYearsToo() {
        assertEquals(
                List.of(
                        "2026-11-20T18:59:00Z newest checked, hourly",
                        "2026-11-20T17:59:00Z hourly"),
                kept(
                        keep(RetentionKind.HOURLY, 2),
                        at("2026-11-20T18:59:00Z"),
                        at("2026-11-20T18:00:00Z"),
                        at("2026-11-20T17:59:00Z"),
                        at("2026-11-19T17:00:00Z")));
        // 2027 begins in the middle of a week.
        assertEquals(
                List.of(
                        "2027-01-02T00:00:00Z newest checked, weekly",
                        "2026-12-27T00:00:00Z weekly"),
                kept(
                        keep(RetentionKind.WEEKLY, 2),
                        at("2027-01-02T00:00:00Z"),
                        at("2026-12-28T00:00:00Z"),
                        at("2026-12-27T00:00:00Z"),
                        at("2026-12-14T00:00:00Z")));
        assertEquals(
                List.of(
                        "2027-01-02T00:00:00Z newest checked, monthly",
                        "2026-12-28T00:00:00Z monthly"),
                kept(
                        keep(RetentionKind.MONTHLY, 2),
                        at("2027-01-02T00:00:00Z"),
                        at("2026-12-28T00:00:00Z"),
                        at("2026-12-01T00:00:00Z"),
                        at("2026-11-14T00:00:00Z")));
        assertEquals(
                List.of(
                        "2027-01-02T00:00:00Z newest checked, yearly",
                        "2026-12-28T00:00:00Z yearly"),
                kept(
                        keep(RetentionKind.YEARLY, 2),
                        at("2027-01-02T00:00:00Z"),
                        at("2026-12-28T00:00:00Z"),
                        at("2026-01-01T00:00:00Z"),
                        at("2024-11-14T00:00:00Z")));
    }

    /** Else a history could never become longer than a day. */
    @Test
    void theOldestIsKeptWhileTheCountIsNotUsedUp() {
        assertEquals(
                List.of(
                        "2026-11-20T18:00:00Z newest checked, daily",
                        "2026-11-20T06:00:00Z oldest daily"),
                kept(
                        keep(RetentionKind.DAILY, 7),
                        at("2026-11-20T18:00:00Z"),
                        at("2026-11-20T12:00:00Z"),
                        at("2026-11-20T06:00:00Z")));
    }

    @Test
    void aPeriodCountsFromTheNewestCopy() {
        assertEquals(
                List.of(
                        "2020-03-31T12:00:00Z newest checked, within 1m",
                        "2020-02-29T12:00:01Z within 1m"),
                kept(
                        within("1m"),
                        at("2020-03-31T12:00:00Z"),
                        at("2020-02-29T12:00:01Z"),
                        at("2020-02-29T12:00:00Z")));
        assertEquals("2y5m7d3h", RetentionPeriod.parse("2y5m7d3h").toString());
        for (String bad : List.of("", "5", "3h2d", "10s", "-1d", "1.5d", "d")) {
            assertThrows(IllegalArgumentException.class, () -> RetentionPeriod.parse(bad), bad);
        }
    }

    @Test
    void labelledOnesAreKept() {
        CopyManifest released =
                ManifestExamples.of(
                        "shop",
                        "main",
                        "2026-01-01T00:00:00Z",
                        CheckDepth.QUICK,
                        "release=42",
                        "by=ci");
        RetentionPolicy policy =
                new RetentionPolicy(
                        Map.of(),
                        Optional.empty(),
                        List.of(Labels.parse(List.of("x=y")), Labels.parse(List.of("release=42"))));
        assertEquals(
                List.of(
                        "2026-11-20T18:00:00Z newest checked",
                        "2026-01-01T00:00:00Z label release=42"),
                kept(policy, released, at("2026-02-01T00:00:00Z"), at("2026-11-20T18:00:00Z")));
    }

    @Test
    void theNewestVerifiedOneIsNeverRemoved() {
        assertEquals(
                List.of("2026-11-20T18:00:00Z last", "2026-11-18T18:00:00Z newest checked"),
                kept(
                        keep(RetentionKind.LAST, 1),
                        unchecked("2026-11-20T18:00:00Z"),
                        unchecked("2026-11-19T18:00:00Z"),
                        at("2026-11-18T18:00:00Z"),
                        at("2026-11-17T18:00:00Z")));
    }

    @Test
    void aDamagedOneTakesNobodysPlace() {
        CopyManifest evening = at("2026-11-19T18:00:00Z");
        CopyManifest morning = at("2026-11-19T06:00:00Z");
        CopyManifest newest = at("2026-11-20T18:00:00Z");
        assertEquals(
                List.of(
                        "2026-11-20T18:00:00Z newest checked, daily",
                        "2026-11-19T18:00:00Z daily",
                        "2026-11-19T06:00:00Z daily",
                        "2026-11-18T06:00:00Z daily"),
                kept(
                        keep(RetentionKind.DAILY, 7),
                        Set.of(evening),
                        newest,
                        evening,
                        morning,
                        at("2026-11-18T06:00:00Z")));
        assertEquals(
                List.of(
                        "2026-11-20T18:00:00Z last",
                        "2026-11-19T18:00:00Z last",
                        "2026-11-19T06:00:00Z newest checked, last",
                        "2026-11-18T06:00:00Z last"),
                kept(
                        keep(RetentionKind.LAST, 2),
                        Set.of(newest, evening),
                        newest,
                        evening,
                        morning,
                        at("2026-11-18T06:00:00Z"),
                        at("2026-11-17T06:00:00Z")));
        assertEquals(
                List.of(
                        "2026-11-20T18:00:00Z within 20h",
                        "2026-11-19T06:00:00Z newest checked, within 20h",
                        "2026-11-18T12:00:00Z within 20h"),
                kept(
                        within("20h"),
                        Set.of(newest),
                        newest,
                        morning,
                        at("2026-11-18T12:00:00Z"),
                        at("2026-11-18T06:00:00Z")));
    }

    /** The rows of a database whose index is wrong are still there. */
    @Test
    void ofDamagedOnesAloneThePolicyKeepsAsManyAsOfOthers() {
        CopyManifest[] all = {
            at("2026-11-20T18:00:00Z"), at("2026-11-19T18:00:00Z"), at("2026-11-18T18:00:00Z")
        };
        assertEquals(
                List.of("2026-11-20T18:00:00Z newest, last", "2026-11-19T18:00:00Z last"),
                kept(keep(RetentionKind.LAST, 2), Set.of(all), all));
    }

    @Test
    void eachAppAndDatabaseHasAHistoryOfItsOwn() {
        assertEquals(
                3,
                kept(
                                keep(RetentionKind.LAST, 1),
                                at("2026-11-20T18:00:00Z"),
                                at("2026-11-19T18:00:00Z"),
                                ManifestExamples.of(
                                        "shop", "jobs", "2026-11-01T00:00:00Z", CheckDepth.QUICK),
                                ManifestExamples.of(
                                        "blog", "main", "2026-11-01T00:00:00Z", CheckDepth.QUICK))
                        .size());
    }

    /** Pruned again at once, nothing more goes. */
    @Test
    void whatIsKeptIsKeptAgain() {
        Random random = new Random(11);
        for (int round = 0; round < 300; round++) {
            RetentionPolicy policy = policy(random);
            List<CopyManifest> copies = copies(random);
            VerificationNotes notes =
                    notes(copies.stream().filter(_ -> random.nextInt(4) == 0).toList());
            List<CopyManifest> kept = keptOf(policy, copies, notes);
            assertEquals(kept, keptOf(policy, kept, notes), policy + " of " + copies);
            assertTrue(kept.size() >= Math.min(1, copies.size()));
        }
    }

    private static List<CopyManifest> keptOf(
            RetentionPolicy policy, List<CopyManifest> copies, VerificationNotes notes) {
        return new Retention(policy)
                .decide(copies, notes).stream()
                        .filter(RetentionDecision::isKept)
                        .map(RetentionDecision::copy)
                        .toList();
    }

    private static RetentionPolicy policy(Random random) {
        Map<RetentionKind, Integer> counts = new EnumMap<>(RetentionKind.class);
        for (RetentionKind kind : RetentionKind.values()) {
            if (random.nextInt(3) == 0) {
                counts.put(kind, random.nextInt(5) + 1);
            }
        }
        counts.putIfAbsent(RetentionKind.LAST, 1);
        return new RetentionPolicy(
                counts,
                random.nextBoolean()
                        ? Optional.of(new RetentionPeriod(0, 0, random.nextInt(20), 5))
                        : Optional.empty(),
                List.of());
    }

    private static List<CopyManifest> copies(Random random) {
        List<CopyManifest> copies = new ArrayList<>();
        Instant time = Instant.parse("2026-11-20T18:00:00Z");
        for (int i = random.nextInt(40); i >= 0; i--) {
            time = time.minusSeconds(random.nextInt(400_000));
            copies.add(random.nextInt(4) == 0 ? unchecked(time.toString()) : at(time.toString()));
        }
        return copies;
    }
}
