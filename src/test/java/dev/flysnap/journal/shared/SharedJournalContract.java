package dev.flysnap.journal.shared;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.journal.SnapshotRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.sqlite.Load;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.SmallObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a team can rely on, whatever its store is. */
@Timeout(180)
abstract class SharedJournalContract {
    private static final AppName SHOP = new AppName("shop");
    private static final LockKey KEY = LockKey.ofApp(SHOP);
    private static final RunId RUN = new RunId("run_0000000001");
    private static final RunId OTHER = new RunId("run_0000000002");
    private static final RunId THIRD = new RunId("run_0000000003");
    private static final Json.Obj PLAN = Json.Obj.empty().with("secret", "hunter2");
    private static final RunEvent INTENDED = new RunEvent.Intended(new Json.Str("step"));
    private static final RunEvent APPLIED = new RunEvent.Applied(new Json.Str("effect"));
    private static final RunEvent DONE = new RunEvent.Ended(RunStatus.DONE);

    @TempDir protected Path work;
    private final List<String> notes = new ArrayList<>();
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final InstantSource clock = now::get;

    /** The same store each time, as another computer opens it. */
    protected abstract ConditionalObjects objects();

    /** How a process names it. */
    protected abstract String address();

    /** What a process needs to reach it. */
    protected abstract Map<String, String> environment();

    private Journal journal(String computer, ConditionalObjects objects) {
        return Team.journal(
                work.resolve(computer),
                objects,
                clock,
                pause -> now.updateAndGet(it -> it.plus(pause)),
                notes::add);
    }

    private Journal journal(String computer) {
        return journal(computer, objects());
    }

    @Test
    void whatOneComputerWroteAnotherContinues() {
        SnapshotRecord snapshot =
                new SnapshotRecord(
                        new SnapshotId("vs_4LNvXLLK0P6tk6KgqoexaBw"),
                        SHOP,
                        new VolumeId("vol_4qk5xqz7y1mj8w2r"),
                        RUN,
                        now.get(),
                        Json.Obj.empty().with("grade", "synced"),
                        Optional.empty(),
                        Json.Obj.empty());
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            laptop.add(RUN, INTENDED);
            laptop.saveSnapshot(snapshot);
        }
        try (Journal runner = journal("runner")) {
            assertEquals(PLAN, runner.run(RUN).orElseThrow().plan());
            assertEquals(List.of(INTENDED), runner.events(RUN));
            assertEquals(Optional.of(snapshot), runner.snapshot(snapshot.snapshot()));
            try (Lock _ = runner.lock(KEY, RUN)) {
                runner.add(RUN, APPLIED);
                runner.add(RUN, DONE);
            }
        }
        // The laptop is lost, and another one takes its place.
        for (String computer : List.of("laptop", "new laptop")) {
            try (Journal again = journal(computer)) {
                assertEquals(List.of(INTENDED, APPLIED, DONE), again.events(RUN), computer);
                assertEquals(RunStatus.DONE, again.status(RUN));
            }
        }
        assertEquals(List.of(), notes);
    }

    /** Also one that was taken while the store was away. */
    @Test
    void aCopyThatOneComputerTookAnotherKnows() {
        Json.Obj manifest = Json.Obj.empty().with("content", "shop.db.zst.age");
        TroubledObjects troubled = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", troubled)) {
            laptop.saveCopy(taken(RUN, manifest, "s3://backups/shop/"));
            troubled.isAway = true;
            laptop.saveCopy(taken(OTHER, manifest, "/mnt/backups/"));
            assertTrue(laptop.undelivered().isPresent());
        }
        try (Journal runner = journal("runner")) {
            assertEquals(Optional.of(manifest), runner.copyManifest(RUN));
            assertEquals(Optional.empty(), runner.copyManifest(OTHER));
        }
        try (Journal laptop = journal("laptop")) {
            assertEquals(Optional.empty(), laptop.undelivered());
            assertEquals(List.of("/mnt/backups/", "s3://backups/shop/"), laptop.copyStores(SHOP));
        }
        try (Journal runner = journal("runner")) {
            assertEquals(Optional.of(manifest), runner.copyManifest(OTHER));
            assertEquals(List.of(), runner.copyStores(SHOP), "it took none itself");
            assertEquals(List.of("s3://backups/shop/"), runner.copyBucketsElsewhere(SHOP));
            assertEquals(List.of("/mnt/backups/"), runner.copyDirectoriesElsewhere(SHOP));
            assertEquals(List.of(), runner.runs(), "a copy is no run");
            runner.saveCopy(taken(THIRD, manifest, "s3://backups/shop/"));
            assertEquals(List.of("s3://backups/shop/"), runner.copyStores(SHOP));
            assertEquals(List.of(), runner.copyBucketsElsewhere(SHOP), "it is its own, too");
        }
    }

    /** Nothing follows it, and the machine that took it may be gone a moment later. */
    @Test
    void theManifestOfACopyIsWaitedForLikeTheEndOfARun() {
        TroubledObjects store = new TroubledObjects(objects());
        store.isAway = true;
        Json.Obj manifest = Json.Obj.empty().with("content", "shop.db.zst.age");
        try (Journal cron =
                Team.journal(
                        work.resolve("cron"),
                        store,
                        clock,
                        pause -> {
                            now.updateAndGet(it -> it.plus(pause));
                            store.isAway = false;
                        },
                        notes::add)) {
            cron.saveCopy(taken(RUN, manifest, "s3://backups/shop/"));
        }
        try (Journal runner = journal("runner")) {
            assertEquals(Optional.of(manifest), runner.copyManifest(RUN));
        }
    }

    private static Journal.TakenCopy taken(RunId run, Json.Obj manifest, String store) {
        return new Journal.TakenCopy(run, manifest, Optional.of(SHOP), store);
    }

    @Test
    void nothingInTheStoreCanBeReadWithoutTheKey() {
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
        }
        List<ListedObject> runs = objects().list("runs/");
        assertEquals(List.of("runs/" + RUN), runs.stream().map(ListedObject::name).toList());
        byte[] bytes = objects().read("runs/" + RUN).orElseThrow().bytes();
        assertTrue(new String(bytes, UTF_8).startsWith("age-encryption.org/v1"));
    }

    @Test
    void aLockIsHeldByOneOfAll() {
        try (Journal laptop = journal("laptop");
                Journal runner = journal("runner")) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            Lock held = laptop.lock(KEY, RUN);
            Problem refused = refusal(runner, OTHER);
            assertEquals(ExitCode.LOCKED, refused.exit());
            assertTrue(refused.what().contains(RUN + ", since 2026-01-01 00:00:00 UTC"));
            assertTrue(refused.why().contains("process " + ProcessHandle.current().pid()));
            assertTrue(
                    journal("third").isActive(RUN), "a run at work elsewhere is not interrupted");
            held.close();
            assertFalse(journal("third").isActive(RUN));
            runner.lock(KEY, OTHER).close();
        }
    }

    private static Problem refusal(Journal journal, RunId run) {
        return assertThrows(FlysnapException.class, () -> journal.lock(KEY, run)).problem();
    }

    @Test
    void aRunIsTakenOverWhenNobodyHasRenewedItsLock() {
        TroubledObjects later = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop");
                Journal runner = journal("runner", later)) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            Lock lost = laptop.lock(KEY, RUN);
            laptop.add(RUN, INTENDED);
            later.older = LockBody.LEASE.minusSeconds(30);
            assertEquals("locked", refusal(runner, RUN).code());
            later.older = LockBody.LEASE.plusSeconds(1);
            try (Lock _ = runner.lock(KEY, RUN)) {
                assertEquals(List.of(INTENDED), runner.events(RUN));
                runner.add(RUN, APPLIED);
                // The laptop wakes up.
                now.updateAndGet(it -> it.plus(LockBody.LEASE));
                FlysnapException e =
                        assertThrows(FlysnapException.class, () -> laptop.add(RUN, INTENDED));
                assertEquals("run-taken-over", e.problem().code());
                runner.add(RUN, DONE);
            }
            lost.close();
            assertEquals(List.of(INTENDED), laptop.events(RUN), "it wrote nothing any more");
        }
        try (Journal laptop = journal("laptop")) {
            assertEquals(List.of(INTENDED, APPLIED, DONE), laptop.events(RUN));
        }
    }

    /** Before its clock says so: by the version of the run. */
    @Test
    void aRunThatAnotherHasWrittenStopsAtTheNextWrite() {
        TroubledObjects later = new TroubledObjects(objects());
        later.older = LockBody.LEASE.plusSeconds(1);
        try (Journal laptop = journal("laptop");
                Journal runner = journal("runner", later)) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            Lock _ = laptop.lock(KEY, RUN);
            try (Lock _ = runner.lock(KEY, RUN)) {
                runner.add(RUN, APPLIED);
            }
            FlysnapException e =
                    assertThrows(FlysnapException.class, () -> laptop.add(RUN, INTENDED));
            assertEquals("run-taken-over", e.problem().code());
            assertThrows(FlysnapException.class, () -> laptop.add(RUN, DONE));
        }
    }

    @Test
    void aStoreThatIsAwayDelaysTheEndAndLosesNothing() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", store)) {
            var _ = laptop.start(RUN, RunKind.CREATE, SHOP, PLAN);
            Instant before = now.get();
            try (Lock _ = laptop.lock(KEY, RUN)) {
                store.isAway = true;
                laptop.add(RUN, INTENDED);
                laptop.add(RUN, APPLIED);
                assertEquals(before, now.get(), "nobody waits in the middle of a run");
                assertEquals(List.of(), notes);
                laptop.add(RUN, DONE);
            }
            Duration waited = Duration.between(before, now.get());
            assertTrue(waited.toMinutes() >= 4 && waited.toMinutes() <= 5, waited.toString());
            assertEquals(1, notes.size());
            assertTrue(
                    notes.getFirst().startsWith("note: The store is away. The work is done"),
                    notes.getFirst());
            Problem undelivered = laptop.undelivered().orElseThrow();
            assertEquals("journal-not-shared", undelivered.code());
            assertEquals(ExitCode.PARTLY_DONE, undelivered.exit());
            assertEquals(RunStatus.DONE, laptop.status(RUN));
        }
        store.isAway = false;
        try (Journal runner = journal("runner")) {
            assertEquals(List.of(), runner.events(RUN));
        }
        try (Journal laptop = journal("laptop")) {
            assertEquals(Optional.empty(), laptop.undelivered());
        }
        try (Journal runner = journal("runner")) {
            assertEquals(RunStatus.DONE, runner.status(RUN));
        }
    }

    @Test
    void aStoreThatComesBackInTimeIsWaitedFor() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop =
                Team.journal(
                        work.resolve("laptop"),
                        store,
                        clock,
                        pause -> {
                            now.updateAndGet(it -> it.plus(pause));
                            store.isAway = false;
                        },
                        notes::add)) {
            var _ = laptop.start(RUN, RunKind.CREATE, SHOP, PLAN);
            store.isAway = true;
            laptop.add(RUN, DONE);
            assertEquals(Optional.empty(), laptop.undelivered());
        }
        assertEquals(1, notes.size());
        try (Journal runner = journal("runner")) {
            assertEquals(RunStatus.DONE, runner.status(RUN));
        }
    }

    @Test
    void withoutTheStoreNothingIsBegunAndEverythingCanBeLookedAt() {
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(RUN, RunKind.CREATE, SHOP, PLAN);
        }
        TroubledObjects store = new TroubledObjects(objects());
        store.isAway = true;
        try (Journal laptop = journal("laptop", store)) {
            assertEquals(1, laptop.runs().size());
            assertEquals("state-store-away", refusal(laptop, RUN).code());
            store.isAway = false;
            laptop.lock(KEY, RUN).close();
        }
    }

    /** A lock that could not be renewed for so long may be somebody else's by now. */
    @Test
    void aRunStopsWhenItsLockHasEndedAndNobodyCanTell() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", store)) {
            var _ = laptop.start(RUN, RunKind.CREATE, SHOP, PLAN);
            try (Lock _ = laptop.lock(KEY, RUN)) {
                store.isAway = true;
                now.updateAndGet(it -> it.plus(LockBody.LEASE));
                FlysnapException e =
                        assertThrows(FlysnapException.class, () -> laptop.add(RUN, INTENDED));
                assertEquals("lock-expired", e.problem().code());
                store.isAway = false;
                laptop.add(RUN, INTENDED);
            }
        }
    }

    /** The store has the renewal, under a version that was never heard of. */
    @Test
    void aRunWhoseRenewalWasNotAnsweredIsNotTakenOverByItself() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", store);
                Journal runner = journal("runner")) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            try (Lock _ = laptop.lock(KEY, RUN)) {
                for (int i = 0; i < 2; i++) {
                    now.updateAndGet(it -> it.plus(LockBody.LEASE));
                    store.losesAnswer = true;
                    FlysnapException e =
                            assertThrows(FlysnapException.class, () -> laptop.add(RUN, INTENDED));
                    assertEquals("lock-expired", e.problem().code());
                    laptop.add(RUN, INTENDED);
                    assertEquals("locked", refusal(runner, OTHER).code());
                }
                now.updateAndGet(it -> it.plus(LockBody.LEASE));
                store.losesAnswer = true;
                assertThrows(FlysnapException.class, () -> laptop.add(RUN, INTENDED));
            }
            runner.lock(KEY, OTHER).close();
        }
    }

    @Test
    void whatBothWroteMeanwhileIsKept() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", store)) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            store.isAway = true;
            laptop.add(RUN, INTENDED);
        }
        now.updateAndGet(it -> it.plusSeconds(1));
        try (Journal runner = journal("runner")) {
            runner.add(RUN, APPLIED);
        }
        for (String computer : List.of("laptop", "runner")) {
            try (Journal again = journal(computer)) {
                assertEquals(List.of(INTENDED, APPLIED), again.events(RUN), computer);
            }
        }
    }

    /** The laptop's clock is ahead by more than anything takes. */
    @Test
    void whatBothKnewKeepsItsOrderWhateverTheClocksSay() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", store)) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            laptop.add(RUN, INTENDED);
            store.isAway = true;
            laptop.add(RUN, new RunEvent.Interrupted());
        }
        now.updateAndGet(it -> it.minusSeconds(600));
        try (Journal runner = journal("runner")) {
            runner.add(RUN, APPLIED);
        }
        for (String computer : List.of("laptop", "runner")) {
            try (Journal again = journal(computer)) {
                assertEquals(
                        List.of(INTENDED, APPLIED, new RunEvent.Interrupted()),
                        again.events(RUN),
                        computer);
            }
        }
    }

    @Test
    void whatTheTeamDidNotWriteIsNotTakenOver() {
        byte[] forged;
        try (Journal stranger =
                SharedJournal.of(
                        Journal.open(work.resolve("stranger"), ApiIdentity.FLY_IO, clock),
                        objects(),
                        new TeamKeys(
                                Identities.parse(AgeKey.THEIRS.file()),
                                List.of(Recipient.parse(AgeKey.OURS.recipient()))),
                        clock,
                        _ -> {},
                        notes::add)) {
            var _ = stranger.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            forged = objects().read("runs/" + RUN).orElseThrow().bytes();
        }
        assertTrue(forged.length > 0);
        try (Journal laptop = journal("laptop")) {
            assertEquals(Optional.empty(), laptop.run(RUN));
        }
        assertTrue(
                notes.getFirst().contains("not written with the team's identity"), notes::toString);
        notes.clear();
        // Nor under another name.
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(OTHER, RunKind.RESTORE, SHOP, PLAN);
        }
        byte[] good = objects().read("runs/" + OTHER).orElseThrow().bytes();
        objects().put("runs/run_0000000003", good, new Condition.Absent());
        try (Journal runner = journal("runner")) {
            assertEquals(Optional.empty(), runner.run(THIRD));
        }
    }

    /** Most likely it is the identity that is wrong, and not each of the runs. */
    @Test
    void whatCannotBeReadIsToldOnceAndNotAtLength() {
        for (int i = 0; i < 9; i++) {
            objects().put("runs/run_000000001" + i, new byte[] {1}, new Condition.Absent());
        }
        try (Journal laptop = journal("laptop")) {
            laptop.lock(KEY, RUN).close();
        }
        assertEquals(4, notes.size(), notes::toString);
        assertTrue(notes.getLast().startsWith("note: and 6 more in "), notes::toString);
    }

    @Test
    void aRecordOfAnotherVersionHidesNoneThatTheKeysDoNotOpen() {
        byte[] theirs = "{}".getBytes(UTF_8);
        String code = HexFormat.of().formatHex(Team.KEYS.identities().authenticationCode(theirs));
        objects().put("runs/" + OTHER, "junk".getBytes(UTF_8), new Condition.Absent());
        objects().put("runs/" + RUN, (code + "\n{}").getBytes(UTF_8), new Condition.Absent());
        Problem unread = SharedJournal.unread(objects(), Team.KEYS).orElseThrow();
        assertTrue(unread.why().contains("runs/" + OTHER), unread::toString);
    }

    @Test
    void anObjectInTheWayOfARunKeepsNoOtherFromTheStore() {
        TroubledObjects store = new TroubledObjects(objects());
        try (Journal laptop = journal("laptop", store)) {
            store.isAway = true;
            var _ = laptop.start(RUN, RunKind.CREATE, SHOP, PLAN);
            var _ = laptop.start(OTHER, RunKind.CREATE, SHOP, PLAN);
        }
        objects().put("runs/" + RUN, "junk".getBytes(UTF_8), new Condition.Absent());
        try (Journal laptop = journal("laptop")) {
            Problem undelivered = laptop.undelivered().orElseThrow();
            assertEquals("journal-not-shared", undelivered.code());
            assertTrue(
                    undelivered
                            .next()
                            .matches(".*runs/" + RUN + ".*STATE_IDENTITY.*Only if.*delete.*"),
                    undelivered::toString);
        }
        try (Journal runner = journal("runner")) {
            assertEquals(Optional.empty(), runner.run(RUN));
            assertTrue(runner.run(OTHER).isPresent());
        }
    }

    @Test
    void aRunUnderAnothersNameIsNotTakenForIt() {
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(OTHER, RunKind.RESTORE, SHOP, PLAN);
        }
        byte[] other = objects().read("runs/" + OTHER).orElseThrow().bytes();
        objects().put("runs/" + RUN, other, new Condition.Absent());
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(RUN, RunKind.CREATE, SHOP, PLAN);
            Problem refused = laptop.undelivered().orElseThrow();
            assertEquals("journal-not-shared", refused.code());
            assertTrue(refused.why().contains("not written with the team's identity"));
        }
    }

    @Test
    void whatIsNoLockIsToldAndKeepsNobodyFromOtherLocks() {
        try (Journal laptop = journal("laptop")) {
            var _ = laptop.start(RUN, RunKind.RESTORE, SHOP, PLAN);
            laptop.lock(KEY, RUN).close();
        }
        String name = objects().list("locks/").getFirst().name();
        SmallObject lock = objects().read(name).orElseThrow();
        assertTrue(
                objects()
                        .put(name, "junk".getBytes(UTF_8), new Condition.Version(lock.version()))
                        .isPresent());
        try (Journal laptop = journal("laptop")) {
            assertTrue(notes.getLast().contains(name + " in the state store"), notes::toString);
            Problem refused = refusal(laptop, RUN);
            assertTrue(refused.why().contains(name), refused::toString);
            laptop.lock(LockKey.ofApp(new AppName("blog")), RUN).close();
        }
    }

    @Test
    void aStoreThatIgnoresConditionsIsFoundOut() {
        assertEquals(Optional.empty(), ConditionProbe.of(objects()));
        TroubledObjects store = new TroubledObjects(objects());
        store.ignoresConditions = true;
        assertEquals("state-store-unfit", ConditionProbe.of(store).orElseThrow().code());
        assertEquals(List.of(), objects().list("probes/"));
    }

    @Test
    void killedBetweenHereAndThereTheNextCommandSendsIt() throws Exception {
        Process process = start(ParkedWriterMain.class, "laptop");
        assertEquals("parked", Load.firstLine(process));
        process.destroyForcibly();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        try (Journal runner = journal("runner")) {
            assertEquals(List.of(), runner.events(RUN));
            assertEquals("locked", refusal(runner, RUN).code());
        }
        // The same computer knows that its process is dead: it need not wait.
        try (Journal laptop = journal("laptop")) {
            assertEquals(1, laptop.events(RUN).size());
            laptop.lock(KEY, RUN).close();
        }
        try (Journal runner = journal("runner")) {
            assertEquals(1, runner.events(RUN).size());
            runner.lock(KEY, RUN).close();
        }
    }

    @Test
    void twoComputersNeverHoldOneLock() throws Exception {
        int rounds = 10;
        Path count = Files.writeString(work.resolve("count"), "0");
        List<Process> processes = new ArrayList<>();
        for (String computer : List.of("laptop", "runner")) {
            processes.add(
                    start(LockRaceMain.class, computer, String.valueOf(rounds), count.toString()));
        }
        for (Process process : processes) {
            assertEquals("done", Load.firstLine(process));
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        assertEquals(String.valueOf(2 * rounds), Files.readString(count));
    }

    private Process start(Class<?> main, String computer, String... more) throws IOException {
        List<String> arguments = new ArrayList<>();
        arguments.add(address());
        arguments.add(work.resolve(computer).toString());
        arguments.addAll(List.of(more));
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(main, arguments.toArray(String[]::new)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment());
        return builder.start();
    }
}
