package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.triage.LargerData;
import dev.flysnap.doctor.triage.Triage;
import dev.flysnap.doctor.triage.TriageCollector;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of which little or nothing is left is not snapshotted as if it were good. */
class ShrunkDatabaseTest {
    @TempDir private Path directory;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(directory, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aDatabaseThatShrankToNothingIsNotSnapshotted() {
        Receipt good = create(5000, false);
        Problem problem = assertThrows(FlysnapException.class, () -> create(1, false)).problem();
        assertEquals("database-shrunk", problem.code());
        assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
        assertTrue(problem.what().contains(good.snapshot().value()), problem.what());
        assertTrue(problem.what().contains("No snapshot was taken"), problem.what());
        assertTrue(problem.next().contains("--accept-shrunk"), problem.next());
        assertEquals(
                List.of(good.snapshot()),
                shop.fly().snapshots().list(Shop.APP, shop.volume()).stream()
                        .map(it -> it.id().orElseThrow())
                        .toList(),
                "nothing was requested");
        assertFalse(shop.isHeld(), "the writers are released");
        Receipt accepted = create(1, true);
        assertEquals(
                accepted.imageTools(),
                create(1, false).imageTools(),
                "what was accepted is the measure");
    }

    @Test
    void aDatabaseThatGrewOrLostOldRowsIsSnapshotted() {
        create(5000, false);
        create(1000, false);
        create(900, false);
        create(5000, false);
    }

    @Test
    void rescueAndDoctorNameTheSnapshotThatHoldsMore() {
        Receipt good = create(5000, false);
        assertEquals(
                List.of(),
                new LargerData(shop.bench(shop.cut())).findings(Shop.APP, Optional.empty()));
        assertEquals(List.of(), triage().larger());
        Receipt empty = create(1, true);
        for (String said :
                List.of(
                        triage().larger().getFirst().text(),
                        new LargerData(shop.bench(shop.cut()))
                                .findings(Shop.APP, Optional.empty())
                                .getFirst()
                                .seen())) {
            assertTrue(said.contains(good.snapshot() + " of " + shop.volume()), said);
            assertTrue(said.contains(empty.snapshot().value()), said);
            assertTrue(said.contains("5000 pages"), said);
        }
        assertEquals(
                "flysnap restore %s --app shop --dry-run".formatted(good.snapshot()),
                triage().advice().command());
    }

    @Test
    void doctorComparesWithWhatTheHookSaysNow() {
        Receipt good = create(5000, false);
        LargerData larger = new LargerData(shop.bench(shop.cut()));
        assertEquals(List.of(), larger.findings(Shop.APP, Optional.of(statusOf(5000 * 4096 - 1))));
        Finding found = larger.findings(Shop.APP, Optional.of(statusOf(4096))).getFirst();
        assertEquals("data", found.check());
        assertTrue(found.seen().contains("has 1 page and no table now"), found.seen());
        assertTrue(found.next().contains(good.snapshot().value()), found.next());
    }

    private Triage triage() {
        return new TriageCollector(shop.bench(shop.cut()), Shop.NOTHING_OUTSIDE).collect(Shop.APP);
    }

    /** A hook whose database has so many bytes now. */
    private QuiescerFactory statusOf(long bytes) {
        return (app, asked) -> new Sized(shop.hook().reach(app, asked), bytes / 4096);
    }

    @Test
    void theReceiptSaysWhatTheImageHas() {
        shop.imageHas("sh: not found");
        assertEquals(Optional.empty(), create(5000, false).imageTools(), "not known");
        shop.imageHas("@sqlite3 3.40.1\n@done\n");
        Optional<ImageTools> known = create(5000, false).imageTools();
        assertEquals(Optional.of(new ImageTools(false, Optional.of("3.40.1"))), known);
        shop.imageHas("sh: not found");
        assertEquals(known, create(5000, false).imageTools(), "known of the digest");
    }

    private Receipt create(long pages, boolean acceptShrunk) {
        Create create = new Create(shop.bench(shop.cut()), Optional.of(hookOf(pages)));
        CreateRequest usual = Shop.createRequest(HoldUntil.REQUESTED);
        return create.run(
                create.plan(
                        shop.nextRun(),
                        new CreateRequest(
                                usual.app(),
                                usual.volume(),
                                usual.quiesce(),
                                usual.holdUntil(),
                                usual.holdMax(),
                                usual.databases(),
                                usual.ignored(),
                                usual.minGrade(),
                                usual.labels(),
                                usual.retainDays(),
                                usual.acceptNewerThan(),
                                false,
                                acceptShrunk,
                                usual.check(),
                                usual.timeout())));
    }

    private QuiescerFactory hookOf(long pages) {
        return (app, asked) -> new Sized(shop.hook().reach(app, asked), pages);
    }

    /** A hook whose database has so many pages. */
    private record Sized(Quiescer hook, long pages) implements Quiescer {
        @Override
        public StatusAnswer status() {
            return new StatusAnswer(
                    2,
                    Optional.of("shop"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(
                            new StatusAnswer.DatabaseStatus(
                                    "shop",
                                    "/data/shop.db",
                                    true,
                                    Optional.of(pages * 4096),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            Quiesced quiesced = hook.quiesce(attempt, hold, databases);
            QuiesceAnswer answer = quiesced.answer();
            return new Quiesced(
                    new QuiesceAnswer(
                            answer.lease(),
                            answer.expiresInMs(),
                            answer.app(),
                            answer.machineId(),
                            answer.sqliteVersion(),
                            answer.appSqliteVersion(),
                            answer.databases().stream().map(this::sized).toList(),
                            answer.warnings(),
                            answer.level()),
                    quiesced.sentAt(),
                    quiesced.answeredAt());
        }

        private DatabaseState sized(DatabaseState state) {
            return new DatabaseState(
                    state.name(),
                    state.path(),
                    state.journalMode(),
                    state.checkpoint(),
                    state.walBytes(),
                    state.held(),
                    state.synced(),
                    Optional.of(4096L),
                    Optional.of(pages),
                    state.userVersion(),
                    state.applicationId(),
                    state.schemaSha256(),
                    state.note());
        }

        @Override
        public Resumed resume(String lease) {
            return hook.resume(lease);
        }
    }
}
