package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.contract.replace.DatabasesAnswer;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.inplace.InPlace;
import dev.flysnap.restore.inplace.InPlacePlan;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.replace.ReplaceStep;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import dev.flysnap.story.PowerCut;
import dev.flysnap.story.Shop;
import dev.flysnap.time.Sleeper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A restore in place whose process dies while a real agent replaces the database of a real app:
 * what the next process says of it is so.
 */
@Timeout(300)
class AbandonedReplacementTest {
    private static final List<String> MAIN = List.of("main");

    @TempDir private Path work;
    private Path database;
    private Path fresh;
    private Shop shop;
    private RunId run;

    @BeforeEach
    void anApp() throws Exception {
        Path volume = Files.createDirectories(work.resolve("volume"));
        database = TestDatabases.orders(volume.resolve("app.db"), "wal");
        fresh = TestDatabases.orders(work.resolve("fresh.db"), "wal");
        TestDatabases.sql(
                fresh, "INSERT INTO orders VALUES (99, 1, '')", "PRAGMA wal_checkpoint(TRUNCATE)");
        shop = new Shop(work.resolve("state"), Switches.DEFAULTS);
        run = shop.nextRun();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private InPlace inPlace(AgentWithApp agent, Sleeper sleeper) {
        return new InPlace(shop.bench(shop.cut()), _ -> fresh, _ -> agent.databases(sleeper));
    }

    private InPlacePlan plan(AgentWithApp agent) throws Exception {
        agent.awaitApp(Map.of());
        try (InputStream content = Files.newInputStream(fresh)) {
            CopySource copy =
                    new CopySource(
                            fresh.toString(),
                            true,
                            Optional.empty(),
                            "main",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            ContentHash.of(content),
                            new DatabaseFacts(4096, 1, 0, 0, 1, "0".repeat(64)));
            return inPlace(agent, Sleeper.REAL)
                    .plan(
                            run,
                            Shop.APP,
                            Optional.empty(),
                            new CopyRequest(List.of(copy), Optional.empty(), false),
                            CheckDepth.QUICK);
        }
    }

    /** Its process dies while it waits for the agent, which reaches the step all the same. */
    private void abandoned(AgentWithApp agent, ReplaceStep step, Executable work) throws Exception {
        assertThrows(PowerCut.Dark.class, work);
        assertEquals("", agent.awaitLine("reached " + step));
    }

    private InPlace dies(AgentWithApp agent) {
        return inPlace(
                agent,
                _ -> {
                    throw new PowerCut.Dark();
                });
    }

    /** The agent goes on only when this one waits for it. */
    private InPlace waits(AgentWithApp agent) {
        return inPlace(
                agent,
                pause -> {
                    agent.release();
                    Sleeper.REAL.sleep(pause);
                });
    }

    private RunRecord record() {
        return shop.journal().run(run).orElseThrow();
    }

    private void assertStands(RunStatus status, boolean isNew) throws Exception {
        assertEquals(status, shop.journal().status(run));
        assertEquals(
                isNew ? "1" : "0",
                TestDatabases.ask(database, "SELECT count(*) FROM orders WHERE writer = 99"));
        assertEquals("ok", TestDatabases.ask(database, "PRAGMA integrity_check"));
    }

    private static FlysnapException failure(Executable work) {
        return assertThrows(FlysnapException.class, work);
    }

    /**
     * @param isWell whether the app comes up with the new database
     * @param isUndone whether the next process takes it back; else it continues it
     */
    record Cut(ReplaceStep step, boolean isWell, boolean isUndone) {}

    static List<Cut> cuts() {
        List<Cut> cuts = new ArrayList<>();
        for (boolean isUndone : List.of(true, false)) {
            for (ReplaceStep step : ReplaceStep.values()) {
                if (step.compareTo(ReplaceStep.COMMITTED) <= 0) {
                    cuts.add(new Cut(step, true, isUndone));
                }
                if (step.compareTo(ReplaceStep.APP_STARTED) >= 0 && step != ReplaceStep.COMMITTED) {
                    cuts.add(new Cut(step, false, isUndone));
                }
            }
        }
        return Points.inTurn(14, 17, cuts);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void whateverTheAgentWasAboutTheNextProcessWaitsForIt(Cut cut) throws Exception {
        try (AgentWithApp agent =
                cut.isWell()
                        ? AgentWithApp.parkedAt(cut.step(), work, database)
                        : AgentWithApp.unwellParkedAt(cut.step(), work, database)) {
            InPlacePlan plan = plan(agent);
            abandoned(agent, cut.step(), () -> dies(agent).run(plan));
            try (MachineDatabases machine = agent.databases()) {
                DatabasesAnswer seen = machine.databases();
                assertEquals(Optional.of(run.value()), seen.replacing());
                assertFalse(seen.hasKept(MAIN, run.value()), "nobody knows yet how it ends");
            }
            if (cut.isUndone()) {
                InPlace.Standing _ = waits(agent).undo(record());
                assertStands(RunStatus.UNDONE, false);
            } else if (cut.isWell()) {
                InPlace.Standing _ = waits(agent).continueRun(record());
                assertStands(RunStatus.DONE, true);
            } else {
                assertEquals(
                        "in-place-put-back",
                        failure(() -> waits(agent).continueRun(record())).problem().code());
                assertStands(RunStatus.UNDONE, false);
            }
        }
    }

    static List<Boolean> isWell() {
        return Points.inTurn(1, 2, List.of(true, false));
    }

    @ParameterizedTest
    @MethodSource("isWell")
    void anUndoOnTrialIsNotTakenForDone(boolean isWell) throws Exception {
        try (AgentWithApp agent = AgentWithApp.start(work, List.of(), database)) {
            InPlace.Standing _ = inPlace(agent, Sleeper.REAL).run(plan(agent));
            assertStands(RunStatus.DONE, true);
        }
        ReplaceStep step = ReplaceStep.APP_STARTED;
        try (AgentWithApp agent =
                isWell
                        ? AgentWithApp.parkedAt(step, work, database)
                        : AgentWithApp.unwellParkedAt(step, work, database)) {
            abandoned(agent, step, () -> dies(agent).undo(record()));
            if (isWell) {
                InPlace.Standing _ = waits(agent).undo(record());
                assertStands(RunStatus.UNDONE, false);
            } else {
                assertEquals(
                        "in-place-undo-put-back",
                        failure(() -> waits(agent).undo(record())).problem().code());
                assertStands(RunStatus.FAILED, true);
            }
        }
    }

    @Test
    void anUndoThatWasRefusedSucceedsOnceWhatWasInItsWayIsGone() throws Exception {
        try (AgentWithApp agent = AgentWithApp.start(work, List.of(), database)) {
            InPlace.Standing _ = inPlace(agent, Sleeper.REAL).run(plan(agent));
            try (InputStream _ = Files.newInputStream(database)) {
                assertEquals(
                        "database-in-use",
                        failure(() -> inPlace(agent, Sleeper.REAL).undo(record()))
                                .problem()
                                .code());
            }
            assertStands(RunStatus.FAILED, true);
            InPlace.Standing _ = inPlace(agent, Sleeper.REAL).undo(record());
            assertStands(RunStatus.UNDONE, false);
        }
    }

    /** A directory lies where the old file is to come back to. */
    @Test
    void whereTheOldDataCannotBePutBackAnOperatorIsNeededUntilTheNextAgentHasDoneIt()
            throws Exception {
        try (AgentWithApp agent =
                AgentWithApp.unwellParkedAt(ReplaceStep.TAKEN_AWAY, work, database)) {
            InPlacePlan plan = plan(agent);
            abandoned(agent, ReplaceStep.TAKEN_AWAY, () -> dies(agent).run(plan));
            Files.delete(database);
            Files.createDirectory(database);
            for (Executable next :
                    List.<Executable>of(
                            () -> waits(agent).continueRun(record()),
                            () -> waits(agent).continueRun(record()),
                            () -> waits(agent).undo(record()),
                            () -> discard(agent),
                            () -> plan(agent))) {
                FlysnapException stuck = failure(next);
                assertEquals("replacement-not-taken-back", stuck.problem().code());
                assertEquals(ExitCode.NEEDS_OPERATOR, stuck.problem().exit());
                assertEquals(RunStatus.FAILED, shop.journal().status(run));
            }
            assertEquals(
                    "flysnap undo " + run,
                    new PendingRuns(shop.bench(shop.cut())).nextCommand(record()));
            assertTrue(Files.exists(ReplacedDatabase.setAside(database, run.value())));
        }
        Files.delete(database);
        try (AgentWithApp agent = AgentWithApp.start(work, List.of(), database)) {
            InPlace.Standing _ = inPlace(agent, Sleeper.REAL).undo(record());
            assertStands(RunStatus.UNDONE, false);
            try (Stream<Path> left = Files.list(database.getParent())) {
                assertTrue(left.noneMatch(it -> it.toString().contains(run.value())));
            }
        }
    }

    private void discard(AgentWithApp agent) {
        try (MachineDatabases machine = agent.databases()) {
            DatabasesAnswer _ = machine.discard(new DiscardRequest(run.value(), true));
        }
    }
}
