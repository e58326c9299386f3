package dev.flysnap.proof;

import static dev.flysnap.proof.Grade.CHECKPOINTED;
import static dev.flysnap.proof.Grade.CRASH_CONSISTENT;
import static dev.flysnap.proof.Grade.HELD;
import static dev.flysnap.proof.Grade.STOPPED;
import static dev.flysnap.proof.Grade.SYNCED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.Checkpoint;
import dev.flysnap.contract.DatabaseState;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of what is proven by what was seen. Each row starts from the best evidence there is (a
 * hold from before the request until created) and takes something away.
 */
class GradingTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final String HERE = "1857156b526dd8";
    private static final String ELSEWHERE = "73d8d46dbee589";
    private static final Json.Obj MOUNTED =
            JsonText.parseObject(
                    "{\"mounts\":[{\"volume\":\"vol_4qk5xqz7y1mj8w2r\",\"path\":\"/data/\"}]}");

    private static Instant at(long ms) {
        return START.plusMillis(ms);
    }

    /** Evidence while it is being laid out. Times in ms: sent 0, answered 30, requested 40, … */
    private static final class Scene {
        private Optional<Machine> before = Optional.of(machine(HERE, "started", "01A"));
        private Optional<Machine> after = before;
        private boolean quiesced = true;
        private Optional<String> answering = Optional.of(HERE);
        private long expiresInMs = 5_000;
        private long answeredMs = 30;
        private Optional<Long> requestedMs = Optional.of(40L);
        private Optional<Long> createdMs = Optional.of(2_000L);
        private Optional<Evidence.Release> release =
                Optional.of(new Evidence.Release(new Resumed.Intact(2_000), at(2_010)));
        private Optional<Integer> level = Optional.of(2);
        private List<DatabaseState> databases = List.of(database("wal", 5, 5, true, true));

        Evidence evidence() {
            return new Evidence(
                    before,
                    after,
                    quiesced
                            ? Optional.of(
                                    new Quiesced(
                                            new QuiesceAnswer(
                                                    "lease",
                                                    expiresInMs,
                                                    Optional.of("shop"),
                                                    answering,
                                                    "3.54.1",
                                                    Optional.empty(),
                                                    databases,
                                                    Optional.empty(),
                                                    level),
                                            at(0),
                                            at(answeredMs)))
                            : Optional.empty(),
                    release,
                    requestedMs.map(GradingTest::at),
                    createdMs.map(GradingTest::at));
        }

        Scene ended(Resumed how, long askedMs) {
            release = Optional.of(new Evidence.Release(how, at(askedMs)));
            return this;
        }

        Scene with(DatabaseState... states) {
            databases = List.of(states);
            return this;
        }

        Scene machines(Machine first, Machine second) {
            before = Optional.of(first);
            after = Optional.of(second);
            return this;
        }

        Scene unquiesced() {
            quiesced = false;
            release = Optional.empty();
            return this;
        }
    }

    private static Machine machine(
            String id, String state, String instance, Machine.Event... events) {
        return new Machine(
                new MachineId(id),
                "web",
                new MachineState(state),
                new Region("ams"),
                Optional.of(instance).filter(it -> !it.isEmpty()),
                Optional.empty(),
                Optional.of(MOUNTED),
                Optional.empty(),
                Optional.empty(),
                HostStatus.OK,
                false,
                List.of(),
                List.of(events));
    }

    private static Machine.Event event(String type, long ms) {
        return new Machine.Event(type, "x", Optional.of(at(ms)), Optional.empty());
    }

    private static Machine onHost(HostStatus host, Machine machine) {
        return new Machine(
                machine.id(),
                machine.name(),
                machine.state(),
                machine.region(),
                machine.instanceId(),
                machine.privateIp(),
                machine.config(),
                machine.imageRef(),
                machine.createdAt(),
                host,
                machine.cordoned(),
                machine.checks(),
                machine.events());
    }

    private static DatabaseState lyingAt(String path) {
        return database(path, "wal", 5, 5, true, true);
    }

    private static DatabaseState database(
            String mode, long log, long checkpointed, boolean held, boolean synced) {
        return database("/data/app.db", mode, log, checkpointed, held, synced);
    }

    private static DatabaseState database(
            String path, String mode, long log, long checkpointed, boolean held, boolean synced) {
        return new DatabaseState(
                "main",
                path,
                mode,
                new Checkpoint(log == checkpointed ? 0 : 1, log, checkpointed),
                4096,
                held,
                synced,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    record Row(String name, Grade grade, Evidence evidence) {
        @Override
        public String toString() {
            return name + " is " + grade;
        }
    }

    private static final class Table {
        private final List<Row> rows = new ArrayList<>();

        void row(Grade grade, String name, UnaryOperator<Scene> change) {
            rows.add(new Row(name, grade, change.apply(new Scene()).evidence()));
        }
    }

    static List<Row> table() {
        Table t = new Table();
        t.row(HELD, "an intact hold until created", it -> it);
        t.row(SYNCED, "a hold let go before created", it -> it.ended(new Resumed.Intact(9), 1_999));
        t.row(SYNCED, "a hold that lapsed", it -> it.ended(new Resumed.Lapsed(1_500), 2_010));
        t.row(
                CRASH_CONSISTENT,
                "a hold in spite of which somebody wrote",
                it -> it.ended(new Resumed.Broken(1_500, "it was written to"), 2_010));
        t.row(SYNCED, "a hold that the hook forgot", it -> it.ended(new Resumed.Unknown(), 2_010));
        t.row(
                SYNCED,
                "a hold whose end nobody saw",
                scene -> {
                    scene.release = Optional.empty();
                    return scene;
                });
        t.row(
                SYNCED,
                "a hold called intact beyond its own limit",
                scene -> {
                    scene.expiresInMs = 2_000;
                    return scene;
                });
        t.row(
                SYNCED,
                "a hold that ran out while the request was on its way",
                scene -> {
                    scene.expiresInMs = 40;
                    scene.createdMs = Optional.of(39L);
                    return scene;
                });
        t.row(
                SYNCED,
                "a snapshot not yet seen to be created",
                scene -> {
                    scene.createdMs = Optional.empty();
                    return scene;
                });
        t.row(SYNCED, "a sync without a hold", it -> it.with(database("wal", 5, 5, false, true)));
        t.row(
                SYNCED,
                "a hold with frames left in the WAL",
                it -> it.with(database("wal", 5, 3, true, true)));
        t.row(
                HELD,
                "a hold in rollback mode",
                it -> it.with(database("delete", -1, -1, true, true)));
        t.row(
                SYNCED,
                "one of two databases that was not held",
                scene ->
                        scene.with(
                                database("wal", 5, 5, true, true),
                                database("wal", 5, 5, false, true)));
        t.row(
                CHECKPOINTED,
                "a checkpoint without a sync",
                it -> it.with(database("wal", 5, 5, false, false)));
        t.row(
                CHECKPOINTED,
                "a hold without a sync",
                it -> it.with(database("wal", 5, 5, true, false)));
        t.row(
                CHECKPOINTED,
                "a truncating checkpoint's zeros",
                it -> it.with(database("wal", 0, 0, false, false)));
        t.row(
                CHECKPOINTED,
                "rollback mode without a sync",
                it -> it.with(database("delete", -1, -1, false, false)));
        t.row(
                CRASH_CONSISTENT,
                "no journal at all without a sync",
                it -> it.with(database("off", -1, -1, false, false)));
        t.row(
                CRASH_CONSISTENT,
                "an incomplete checkpoint without a sync",
                it -> it.with(database("wal", 5, 4, false, false)));
        t.row(
                CRASH_CONSISTENT,
                "a WAL database whose checkpoint says that it has none",
                it -> it.with(database("wal", -1, -1, false, false)));
        t.row(
                CRASH_CONSISTENT,
                "one of two databases that nothing is known of",
                scene ->
                        scene.with(
                                database("wal", 5, 5, true, true),
                                database("wal", 5, 4, false, false)));
        t.row(CRASH_CONSISTENT, "no database at all", it -> it.with());
        for (String elsewhere :
                List.of("/app/db/prod.sqlite3", "/database/app.db", "/data/../app.db")) {
            t.row(
                    CRASH_CONSISTENT,
                    "a database at " + elsewhere,
                    it -> it.with(lyingAt(elsewhere)));
        }
        t.row(
                CRASH_CONSISTENT,
                "one of two databases that is on the root disk",
                it -> it.with(lyingAt("/data/app.db"), lyingAt("/var/lib/app.db")));
        t.row(
                HELD,
                "a database in the folder that stands for the volume in a simulation",
                it -> it.with(lyingAt("/tmp/sim/disks/vol_4qk5xqz7y1mj8w2r/app.db")));
        t.row(CRASH_CONSISTENT, "no quiesce", Scene::unquiesced);
        t.row(
                CRASH_CONSISTENT,
                "a hook that names no machine",
                scene -> {
                    scene.answering = Optional.empty();
                    return scene;
                });
        t.row(
                CRASH_CONSISTENT,
                "a hook on another machine",
                scene -> {
                    scene.answering = Optional.of(ELSEWHERE);
                    return scene;
                });
        t.row(
                CRASH_CONSISTENT,
                "another machine that has the volume afterwards",
                scene ->
                        scene.machines(
                                machine(HERE, "started", "01A"),
                                machine(ELSEWHERE, "started", "01B")));
        t.row(
                CRASH_CONSISTENT,
                "no machine that has the volume afterwards",
                scene -> {
                    scene.after = Optional.empty();
                    return scene;
                });
        t.row(
                CRASH_CONSISTENT,
                "a volume without a machine",
                scene -> {
                    scene.before = Optional.empty();
                    scene.after = Optional.empty();
                    return scene;
                });
        t.row(
                CRASH_CONSISTENT,
                "a request before the quiesce was answered",
                scene -> {
                    scene.requestedMs = Optional.of(29L);
                    return scene;
                });
        t.row(
                CRASH_CONSISTENT,
                "a snapshot that is not the one requested",
                scene -> {
                    scene.requestedMs = Optional.empty();
                    return scene;
                });
        t.row(
                STOPPED,
                "a machine that stood still",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "stopped", "01A", event("exit", -9)),
                                        machine(HERE, "stopped", "01A", event("exit", -9))));
        t.row(
                CRASH_CONSISTENT,
                "a machine that stood still for a snapshot that is not the one requested",
                scene -> {
                    scene.requestedMs = Optional.empty();
                    return scene.unquiesced()
                            .machines(
                                    machine(HERE, "stopped", "01A"),
                                    machine(HERE, "stopped", "01A"));
                });
        t.row(
                CRASH_CONSISTENT,
                "a machine that the proxy woke and that stopped again",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "stopped", "01A"),
                                        machine(HERE, "stopped", "01B")));
        t.row(
                CRASH_CONSISTENT,
                "a machine that left events in between",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "stopped", "01A"),
                                        machine(HERE, "stopped", "01A", event("start", 50))));
        t.row(
                CRASH_CONSISTENT,
                "a machine whose host did not answer before, when it was said to stand still",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        onHost(
                                                HostStatus.UNREACHABLE,
                                                machine(HERE, "stopped", "01A")),
                                        machine(HERE, "stopped", "01A")));
        t.row(
                CRASH_CONSISTENT,
                "a machine whose host does not answer any more, when it is said to stand still",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "stopped", "01A"),
                                        onHost(
                                                HostStatus.UNKNOWN,
                                                machine(HERE, "stopped", "01A"))));
        t.row(
                CRASH_CONSISTENT,
                "a stopped machine whose instance is not told",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "stopped", ""),
                                        machine(HERE, "stopped", "")));
        t.row(
                CRASH_CONSISTENT,
                "a machine that is suspended",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "suspended", "01A"),
                                        machine(HERE, "suspended", "01A")));
        t.row(
                STOPPED,
                "a machine that was never started",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "created", "01A"),
                                        machine(HERE, "created", "01A")));
        t.row(
                CRASH_CONSISTENT,
                "a machine that was made and then stopped",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "created", "01A"),
                                        machine(HERE, "stopped", "01A")));
        t.row(
                CRASH_CONSISTENT,
                "a machine that stopped only afterwards",
                scene ->
                        scene.unquiesced()
                                .machines(
                                        machine(HERE, "started", "01A"),
                                        machine(HERE, "stopped", "01A")));
        return t.rows;
    }

    @ParameterizedTest
    @MethodSource("table")
    void whatWasSeenProves(Row row) {
        Graded graded = Grading.of(row.evidence());
        assertEquals(row.grade(), graded.grade(), () -> "limits: " + graded.limits());
        boolean best = graded.grade() == HELD || graded.grade() == STOPPED;
        assertEquals(best, graded.limits().isEmpty(), "what is not the best says why not");
    }

    @Test
    void whereADatabasesPlaceIsNotKnownNothingIsProvenOfTheSnapshot() {
        Evidence unnamed = new Scene().with(lyingAt("storage/app.db")).evidence();
        assertEquals(CRASH_CONSISTENT, Grading.of(unnamed).grade());
        assertEquals(
                List.of(
                        "Whether main (storage/app.db) is on the volume is not known: that is not an absolute path. The hook should answer the absolute one."),
                Grading.of(unnamed).limits());
        Machine untold = machine(HERE, "started", "01A").withConfig(Json.Obj.empty());
        Graded noMounts = Grading.of(new Scene().machines(untold, untold).evidence());
        assertEquals(CRASH_CONSISTENT, noMounts.grade());
        assertTrue(
                noMounts.limits().getFirst().contains("Fly names no mount"),
                noMounts.limits()::toString);
        Evidence one =
                new Scene().with(database("wal", 5, 5, true, true), lyingAt("b.db")).evidence();
        assertEquals(CRASH_CONSISTENT, Grading.of(one).grade(), "the least of them counts");
    }

    @Test
    void aHoldThatWasTooShortIsToldHowToLast() {
        Scene lapsed = new Scene().ended(new Resumed.Lapsed(1_500), 2_010);
        Scene brief = new Scene();
        brief.expiresInMs = 1_500;
        for (Scene scene : List.of(lapsed, brief)) {
            String limits = String.join(" ", Grading.of(scene.evidence()).limits());
            assertTrue(limits.contains("2.0 s after the hold began: --hold-max 3s would"), limits);
            assertTrue(limits.contains("--hold-ceiling"), limits);
        }
    }

    @Test
    void whatWasWrittenInSpiteOfAHoldIsNamed() {
        Scene scene = new Scene().ended(new Resumed.Broken(1_500, "app.db was cut"), 2_010);
        assertEquals(List.of("app.db was cut"), Grading.of(scene.evidence()).limits());
    }

    @Test
    void aDatabaseThatIsElsewhereIsNamedWithItsPath() {
        Graded graded = Grading.of(new Scene().with(lyingAt("/app/db/prod.sqlite3")).evidence());
        assertTrue(
                graded.limits().getFirst().contains("main (/app/db/prod.sqlite3)"),
                graded.limits()::toString);
    }

    @Test
    void aHookThatDoesNotTellItsLevelHasWhatItsAnswerShows() {
        Scene scene = new Scene();
        scene.level = Optional.empty();
        assertEquals(2, scene.evidence().quiesced().orElseThrow().level());
        scene.with(database("wal", 5, 5, false, false));
        assertEquals(1, scene.evidence().quiesced().orElseThrow().level());
        scene.level = Optional.of(2);
        assertEquals(2, scene.evidence().quiesced().orElseThrow().level());
    }

    @Test
    void aHoldIsReckonedFromWhenItWasAskedFor() {
        Quiesced quiesced = new Scene().evidence().quiesced().orElseThrow();
        assertEquals(at(5_000), quiesced.expiresAt());
    }

    @Test
    void gradesHaveAnOrderAndNames() {
        assertEquals(CRASH_CONSISTENT, Grade.of(" crash-consistent"));
        assertEquals("crash-consistent", CRASH_CONSISTENT.toString());
        assertEquals(true, HELD.isAtLeast(SYNCED));
        assertFalse(CHECKPOINTED.isAtLeast(SYNCED));
        assertEquals(CHECKPOINTED, Grade.promisedBy(1));
        assertEquals(SYNCED, Grade.promisedBy(3));
    }
}
