package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a snapshot is worth, and which one it is, on a virtual clock. */
class CreateStoryTest {
    @TempDir private Path state;
    private Shop shop;

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aQuiescedSnapshotIsSyncedAndSaysWhatItHolds() {
        open(Switches.DEFAULTS);
        Receipt receipt = shop.create();
        assertEquals(Grade.SYNCED, receipt.grade());
        assertEquals(finished(), List.of(receipt.snapshot()));
        assertTrue(receipt.times().holdsAllBefore().isPresent());
        assertEquals(1, shop.journal().snapshots(Shop.APP).size());
    }

    @Test
    void aHoldThatLastsUntilCreatedMakesItHeld() {
        open(Switches.DEFAULTS);
        assertEquals(Grade.HELD, shop.create(HoldUntil.CREATED).grade());
    }

    @Test
    void aHoldUntilTheRequestIsNotHeld() {
        open(Switches.DEFAULTS);
        assertEquals(Grade.SYNCED, shop.create(HoldUntil.REQUESTED).grade());
        assertEquals(Grade.SYNCED, shop.create(HoldUntil.RUNNING).grade());
    }

    @Test
    void aHookThatLostTheHoldLowersTheGrade() {
        open(Switches.DEFAULTS);
        QuiescerFactory forgetful =
                (app, machine) -> new After(shop.hook().reach(app, machine), () -> {}, true);
        assertEquals(Grade.SYNCED, create(forgetful, HoldUntil.CREATED).grade());
    }

    @Test
    void aStoppedMachineNeedsNoHook() {
        open(Switches.DEFAULTS);
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        QuiescerFactory nobody =
                (app, machine) -> {
                    throw new AssertionError("nobody is asked there");
                };
        assertEquals(Grade.STOPPED, create(nobody, HoldUntil.QUIESCED).grade());
    }

    @Test
    void withoutAHookNothingIsClaimed() {
        open(Switches.DEFAULTS);
        Create create = new Create(shop.bench(shop.cut()), Optional.empty());
        Receipt receipt =
                create.run(create.plan(shop.nextRun(), Shop.createRequest(HoldUntil.QUIESCED)));
        assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
        assertEquals(Optional.empty(), receipt.times().holdsAllBefore());
    }

    @Test
    void lessThanTheGradeThatWasAskedForFailsAndNamesTheSnapshot() {
        open(Switches.DEFAULTS);
        Create create = shop.creation();
        CreateRequest usual = Shop.createRequest(HoldUntil.QUIESCED);
        CreateRequest demanding =
                new CreateRequest(
                        usual.app(),
                        usual.volume(),
                        Optional.of(QuiescePolicy.OFF),
                        usual.holdUntil(),
                        usual.holdMax(),
                        usual.databases(),
                        Optional.of(Grade.SYNCED),
                        usual.timeout());
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () -> create.run(create.plan(shop.nextRun(), demanding)));
        assertEquals(ExitCode.CHECK_NOT_MET, refused.problem().exit());
        assertTrue(refused.problem().what().contains(finished().getFirst().value()));
        assertTrue(refused.problem().next().contains("--min-grade"));
    }

    @Test
    void heldCannotBeAskedForOfACreateThatLetsWritersGoBefore() {
        open(Switches.DEFAULTS);
        Create create = shop.creation();
        for (HoldUntil until : List.of(HoldUntil.QUIESCED, HoldUntil.REQUESTED)) {
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    create.plan(
                                            shop.nextRun(),
                                            CreateRequests.atLeast(
                                                    Shop.createRequest(until), Grade.HELD)));
            assertEquals("min-grade-out-of-reach", refused.problem().code());
            assertEquals(ExitCode.USAGE, refused.problem().exit());
            assertTrue(refused.problem().next().contains("--hold-until created"));
        }
        CreateRequest held =
                CreateRequests.atLeast(Shop.createRequest(HoldUntil.CREATED), Grade.HELD);
        assertEquals(Grade.HELD, create.run(create.plan(shop.nextRun(), held)).grade());
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        CreateRequest stopped =
                CreateRequests.atLeast(Shop.createRequest(HoldUntil.QUIESCED), Grade.HELD);
        assertEquals(Grade.STOPPED, create.run(create.plan(shop.nextRun(), stopped)).grade());
    }

    @Test
    void aHookThatDoesNotSayWhereItRunsIsToldHow() {
        open(Switches.DEFAULTS);
        QuiescerFactory nameless = (app, machine) -> new Nameless(shop.hook().reach(app, machine));
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> create(nameless, HoldUntil.QUIESCED));
        assertEquals("grade-not-met", refused.problem().code());
        assertTrue(refused.problem().why().contains("FLY_MACHINE_ID"), refused.problem().why());
        assertTrue(refused.problem().next().contains("remove the cause"), refused.problem().next());
    }

    /** A deploy in the middle of it is not refused for it. */
    @Test
    void aCreateTakesNoMachinesLease() {
        open(Switches.DEFAULTS);
        List<String> calls = Collections.synchronizedList(new ArrayList<>());
        shop.sim()
                .faults()
                .setRule((operation, method, path) -> {
                    calls.add(operation + " " + method + " " + path);
                    return Optional.empty();
                });
        Create create = shop.creation();
        CreateRequest usual = Shop.createRequest(HoldUntil.CREATED);
        for (CreateRequest request : List.of(usual, CreateRequests.retained(usual, 30))) {
            assertEquals(Grade.HELD, create.run(create.plan(shop.nextRun(), request)).grade());
        }
        assertTrue(calls.stream().anyMatch(it -> it.startsWith("snapshots.create ")));
        assertEquals(List.of(), calls.stream().filter(it -> it.contains("lease")).toList());
    }

    @Test
    void aSnapshotThatAnotherTakesMeanwhileIsWaitedForAndNotTakenForOurs() {
        open(Switches.DEFAULTS.with("snapshot-answer", "no-body"));
        boolean[] taken = new boolean[1];
        SnapshotId[] others = new SnapshotId[1];
        QuiescerFactory busy =
                (app, machine) ->
                        new After(
                                shop.hook().reach(app, machine),
                                () -> {
                                    if (!taken[0]) {
                                        taken[0] = true;
                                        others[0] = takenByAnother();
                                    }
                                },
                                false);
        Receipt receipt = create(busy, HoldUntil.QUIESCED);
        assertTrue(taken[0]);
        assertEquals(2, finished().size());
        assertTrue(!receipt.snapshot().equals(others[0]), "ours is " + receipt.snapshot());
        assertEquals(Grade.SYNCED, receipt.grade());
    }

    @Test
    void anAcceptedRequestThatMakesNothingIsCalledCoalesced() {
        open(Switches.DEFAULTS.with("snapshot-coalescing", "recent"));
        Receipt first = shop.create();
        FlysnapException refused = assertThrows(FlysnapException.class, () -> shop.create());
        assertEquals("snapshot-coalesced", refused.problem().code());
        assertEquals(ExitCode.CHECK_NOT_MET, refused.problem().exit());
        assertTrue(
                refused.problem().why().contains(first.snapshot().value()),
                refused.problem().why());
        assertEquals(1, finished().size());
    }

    @Test
    void aSecondCreateOfTheSameVolumeIsToldWhoIsAtWorkAndSinceWhen() {
        open(Switches.DEFAULTS);
        FlysnapException[] second = new FlysnapException[1];
        QuiescerFactory whileItIsAsked =
                (app, machine) ->
                        new After(
                                shop.hook().reach(app, machine),
                                () ->
                                        second[0] =
                                                assertThrows(
                                                        FlysnapException.class,
                                                        () -> shop.create()),
                                false);
        Instant before = shop.sim().clock().instant().truncatedTo(ChronoUnit.SECONDS);
        Receipt receipt = create(whileItIsAsked, HoldUntil.QUIESCED);
        assertEquals(ExitCode.LOCKED, second[0].problem().exit());
        String what = second[0].problem().what();
        assertTrue(what.contains("volume " + shop.volume()), what);
        assertTrue(what.contains(receipt.run().value()), what);
        Instant since = Instant.parse(what.replaceAll(".* since (.*) (.*) UTC\\.$", "$1T$2Z"));
        assertTrue(!since.isBefore(before) && !since.isAfter(shop.sim().clock().instant()), what);
        assertEquals(List.of(receipt.snapshot()), finished());
        var _ = shop.create();
        assertEquals(2, finished().size(), "afterwards it may");
    }

    @Test
    void aCreateThatFailsPutsTheRetentionBack() {
        open(Switches.DEFAULTS.with("snapshot-coalescing", "recent"));
        var _ = shop.create();
        CreateRequest retained =
                CreateRequests.retained(Shop.createRequest(HoldUntil.QUIESCED), 30);
        Create create = shop.creation();
        CreatePlan plan = create.plan(shop.nextRun(), retained);
        FlysnapException refused = assertThrows(FlysnapException.class, () -> create.run(plan));
        assertEquals("snapshot-coalesced", refused.problem().code());
        assertEquals(RunStatus.FAILED, shop.journal().status(plan.run()));
        assertEquals(
                Optional.of(14),
                shop.fly().volumes().get(Shop.APP, shop.volume()).snapshotRetentionDays());
    }

    private void open(Switches switches) {
        shop = new Shop(state, switches);
    }

    private Receipt create(QuiescerFactory hook, HoldUntil holdUntil) {
        Create create = new Create(shop.bench(shop.cut()), Optional.of(hook));
        return create.run(create.plan(shop.nextRun(), Shop.createRequest(holdUntil)));
    }

    private SnapshotId takenByAnother() {
        return shop.sim()
                .change(turn ->
                        SnapshotRules.request(turn, Shop.APP.value(), shop.volume().value()))
                .map(it -> new SnapshotId(it.id()))
                .orElseThrow();
    }

    private List<SnapshotId> finished() {
        return shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                .filter(it -> it.status().isFinished())
                .map(Snapshot::id)
                .map(Optional::orElseThrow)
                .toList();
    }

    /** A hook that keeps to itself which machine it runs on. */
    private record Nameless(Quiescer hook) implements Quiescer {
        @Override
        public StatusAnswer status() {
            return hook.status();
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            Quiesced told = hook.quiesce(attempt, hold, databases);
            QuiesceAnswer all = told.answer();
            return new Quiesced(
                    new QuiesceAnswer(
                            all.lease(),
                            all.expiresInMs(),
                            all.app(),
                            Optional.empty(),
                            all.sqliteVersion(),
                            all.appSqliteVersion(),
                            all.databases(),
                            all.warnings(),
                            all.level()),
                    told.sentAt(),
                    told.answeredAt());
        }

        @Override
        public Resumed resume(String lease) {
            return hook.resume(lease);
        }
    }

    /** A hook after whose answer something happens; or one that forgets its hold. */
    private record After(Quiescer hook, Runnable then, boolean forgets) implements Quiescer {
        @Override
        public StatusAnswer status() {
            return hook.status();
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            Quiesced quiesced = hook.quiesce(attempt, hold, databases);
            then.run();
            return quiesced;
        }

        @Override
        public Resumed resume(String lease) {
            return forgets ? new Resumed.Lapsed(1500) : hook.resume(lease);
        }
    }
}
