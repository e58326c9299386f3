package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.triage.PendingRuns;
import dev.flysnap.doctor.triage.SupersededData;
import dev.flysnap.hook.replace.MachineDatabases;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.inplace.InPlace;
import dev.flysnap.restore.inplace.InPlacePlan;
import dev.flysnap.restore.recovery.FinishAll;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sqlite.DatabaseFacts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A restore in place whose process dies before and after every journal write and every request is
 * brought to its end, or taken back, by whoever comes next.
 */
class InPlaceCutTest {
    private static final int APART = Points.apart(3);
    private static final int MOST_POINTS = 200;
    private static final Map<String, String> OLD =
            Map.of("main", "old-main", "orders", "old-orders");
    private static final Map<String, String> NEW =
            Map.of("main", "the-new-main", "orders", "the-new-orders");

    @TempDir private Path directory;
    private int scenes;

    /** One app, its agent, and what flysnap does with them. */
    private final class Scene implements AutoCloseable {
        final Shop shop = new Shop(directory.resolve("state" + scenes++), Switches.DEFAULTS);
        final StandInDatabases agent = new StandInDatabases(shop.cut(), OLD);
        final RunId run = shop.nextRun();

        Scene() {}

        /**
         * @param requests that the agent takes to replace the databases
         */
        Scene(int requests) {
            agent.takesToReplace(requests);
        }

        InPlace inPlace() {
            return new InPlace(
                    shop.bench(shop.cut()),
                    copy -> file(copy.database()),
                    machine ->
                            new MachineDatabases(
                                    agent, machine.id(), _ -> {}, InstantSource.system()));
        }

        InPlacePlan plan() {
            return inPlace()
                    .plan(
                            run,
                            Shop.APP,
                            Optional.empty(),
                            new CopyRequest(
                                    StandInDatabases.names().stream()
                                            .map(InPlaceCutTest.this::copy)
                                            .toList(),
                                    Optional.empty(),
                                    false),
                            CheckDepth.QUICK);
        }

        /** Whether the power went before it was done. */
        boolean isCutAt(int point, Consumer<InPlace> work) {
            shop.cut().arm(point);
            try {
                work.accept(inPlace());
                return false;
            } catch (PowerCut.Dark dark) {
                return true;
            } finally {
                shop.cut().disarm();
            }
        }

        /** What a finish of all runs says of this one. */
        List<String> keptByFinishAll() {
            return new FinishAll(shop.bench(shop.cut()))
                    .plan(Shop.APP, false).kept().stream()
                            .filter(it -> it.code().startsWith("in-place"))
                            .map(Problem::next)
                            .toList();
        }

        List<String> recommendedByDoctor() {
            return new SupersededData(shop.bench(shop.cut()))
                    .findings(Shop.APP).stream().map(Finding::next).toList();
        }

        List<String> pendingByDoctor() {
            return new PendingRuns(shop.bench(shop.cut()))
                    .findings(Shop.APP).stream().map(Finding::next).toList();
        }

        /** As status says it. */
        String nextCommand() {
            return new PendingRuns(shop.bench(shop.cut())).nextCommand(record());
        }

        RunRecord record() {
            return shop.journal().run(run).orElseThrow();
        }

        RunStatus status() {
            return shop.journal().status(run);
        }

        @Override
        public void close() {
            shop.close();
        }
    }

    private Path file(String database) {
        try {
            return Files.writeString(directory.resolve(database), NEW.get(database));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private CopySource copy(String database) {
        try {
            return new CopySource(
                    "/mnt/backups/" + database,
                    true,
                    Optional.empty(),
                    database,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    ContentHash.of(
                            new ByteArrayInputStream(
                                    NEW.get(database).getBytes(StandardCharsets.US_ASCII))),
                    new DatabaseFacts(4096, 1, 0, 0, 1, "0".repeat(64)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void cutAnywhereItIsFinishedByContinueAlsoWhenTheAgentStartedAgain(int requests) {
        for (boolean restarts : List.of(false, true)) {
            int points = 0;
            for (int point = 1; point < MOST_POINTS; point += APART) {
                try (Scene scene = new Scene(requests)) {
                    InPlacePlan plan = scene.plan();
                    if (!scene.isCutAt(point, it -> it.run(plan))) {
                        break;
                    }
                    if (scene.shop.journal().run(scene.run).isEmpty()) {
                        continue;
                    }
                    points++;
                    if (restarts) {
                        scene.agent.restart();
                    }
                    InPlace.Standing _ = scene.inPlace().continueRun(scene.record());
                    assertEquals(NEW, scene.agent.live(), "cut at " + point);
                    assertEquals(Map.of(scene.run.value(), OLD), scene.agent.kept());
                    assertEquals(RunStatus.DONE, scene.status());
                }
            }
            assertTrue(points > 25 / APART, points + " points were cut");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void cutAnywhereItCanBeTakenBackAndNothingIsLostAndNothingLeft(int requests) {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Scene scene = new Scene(requests)) {
                InPlacePlan plan = scene.plan();
                if (!scene.isCutAt(point, it -> it.run(plan))) {
                    break;
                }
                if (scene.shop.journal().run(scene.run).isEmpty()) {
                    continue;
                }
                points++;
                assertEquals(
                        scene.status() == RunStatus.DONE
                                ? List.of()
                                : List.of("flysnap continue " + scene.run),
                        scene.pendingByDoctor(),
                        "what doctor says of it, cut at " + point);
                InPlace.Standing _ = scene.inPlace().undo(scene.record());
                assertEquals(OLD, scene.agent.live(), "cut at " + point);
                assertFalse(scene.agent.hasUploads(), "cut at " + point);
                assertEquals(RunStatus.UNDONE, scene.status());
            }
        }
        assertTrue(points > 25 / APART, points + " points were cut");
    }

    /** The process is gone, and its request still on its way. */
    @Test
    void aReplacementThatBeginsOnlyWhenItIsTakenBackIsTakenBackToo() {
        for (int requests = 0; requests < 6; requests++) {
            for (int taken : List.of(0, 1, 5)) {
                try (Scene scene = new Scene(taken)) {
                    InPlacePlan plan = scene.plan();
                    scene.agent.getsReplaceLate(requests);
                    assertThrows(PowerCut.Dark.class, () -> scene.inPlace().run(plan));
                    String when = "late by %d, takes %d".formatted(requests, taken);
                    for (int again = 0; again < 3 && scene.status() != RunStatus.UNDONE; again++) {
                        try {
                            InPlace.Standing _ = scene.inPlace().undo(scene.record());
                        } catch (FlysnapException refused) {
                            assertEquals("replace-active", refused.problem().code(), when);
                            assertEquals(
                                    List.of("flysnap continue " + scene.run),
                                    scene.pendingByDoctor(),
                                    when);
                        }
                    }
                    assertEquals(RunStatus.UNDONE, scene.status(), when);
                    assertEquals(OLD, scene.agent.live(), when);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void anUndoAndAFinishThatWereCutAnywhereAreFinishedByContinue(int requests) {
        int points = 0;
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Scene scene = new Scene(requests)) {
                InPlace.Standing _ = scene.inPlace().run(scene.plan());
                if (!scene.isCutAt(point, it -> it.undo(scene.record()))) {
                    assertTrue(points > 5 / APART, points + " points were cut");
                    break;
                }
                points++;
                endedBy(scene, it -> it.undo(scene.record()), RunStatus.UNDONE);
                assertEquals(OLD, scene.agent.live(), "cut at " + point);
                assertEquals(Map.of(scene.run.value() + "-undo", NEW), scene.agent.kept());
            }
        }
        for (int point = 1; point < MOST_POINTS; point += APART) {
            try (Scene scene = new Scene(requests)) {
                InPlace.Standing _ = scene.inPlace().run(scene.plan());
                boolean isCut = scene.isCutAt(point, it -> it.finish(scene.record(), false));
                endedBy(scene, it -> it.finish(scene.record(), false), RunStatus.DONE);
                assertEquals(NEW, scene.agent.live());
                assertEquals(Map.of(), scene.agent.kept(), "cut at " + point);
                FlysnapException late =
                        assertThrows(
                                FlysnapException.class, () -> scene.inPlace().undo(scene.record()));
                assertEquals("in-place-finished", late.problem().code());
                assertEquals(ExitCode.FAILED, late.problem().exit(), "as for a volume");
                if (!isCut) {
                    return;
                }
            }
        }
    }

    /** An interrupted one is continued; before its first step it is asked for once more. */
    private static void endedBy(Scene scene, Consumer<InPlace> again, RunStatus status) {
        if (scene.status() == RunStatus.OPEN) {
            InPlace.Standing _ = scene.inPlace().continueRun(scene.record());
        }
        again.accept(scene.inPlace());
        assertEquals(status, scene.status());
    }

    @Test
    void whatTheUndoKeptIsOnlyDeletedOnTheUsersWord() {
        try (Scene scene = new Scene()) {
            InPlace.Standing _ = scene.inPlace().run(scene.plan());
            assertEquals(List.of("flysnap finish " + scene.run), scene.recommendedByDoctor());
            InPlace.Standing _ = scene.inPlace().undo(scene.record());
            assertEquals(List.of("flysnap runs show " + scene.run), scene.recommendedByDoctor());
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> scene.inPlace().finish(scene.record(), false));
            assertEquals("in-place-writes-kept", refused.problem().code());
            assertEquals(ExitCode.USAGE, refused.problem().exit(), "as for a volume");
            assertEquals(
                    List.of("Delete it: flysnap finish %s --discard-writes".formatted(scene.run)),
                    scene.keptByFinishAll());
            InPlace.Standing _ = scene.inPlace().finish(scene.record(), true);
            assertEquals(Map.of(), scene.agent.kept());
            assertEquals(List.of(), scene.keptByFinishAll());
            assertEquals(List.of(), scene.recommendedByDoctor());
            assertEquals(RunStatus.UNDONE, scene.status());
        }
    }

    @Test
    void anAppThatDoesNotComeUpEndsTheRunWithTheOldData() {
        try (Scene scene = new Scene()) {
            scene.agent.putsBack();
            FlysnapException failed =
                    assertThrows(FlysnapException.class, () -> scene.inPlace().run(scene.plan()));
            assertEquals("in-place-put-back", failed.problem().code());
            assertEquals(ExitCode.CHECK_NOT_MET, failed.problem().exit());
            assertEquals(OLD, scene.agent.live());
            assertEquals(RunStatus.UNDONE, scene.status());
        }
    }

    @Test
    void whatAnAgentThatStartsAgainHasLostIsSentAgainAFewTimes() {
        try (Scene scene = new Scene()) {
            scene.agent.restartsBeforeReplace(2);
            InPlace.Standing _ = scene.inPlace().run(scene.plan());
            assertEquals(NEW, scene.agent.live());
        }
        try (Scene scene = new Scene()) {
            scene.agent.restartsBeforeReplace(9);
            FlysnapException failed =
                    assertThrows(FlysnapException.class, () -> scene.inPlace().run(scene.plan()));
            assertEquals("upload-missing", failed.problem().code());
            assertEquals(OLD, scene.agent.live());
            assertEquals(RunStatus.FAILED, scene.status());
        }
    }

    /** Later on {@code continue} would replace what the app has written since. */
    @Test
    void oneThatFailedBeforeItReplacedAnythingIsToBeUndone() {
        for (Consumer<StandInDatabases> failure :
                List.<Consumer<StandInDatabases>>of(
                        it -> it.losesAnswersTo("upload"), it -> it.restartsBeforeReplace(9))) {
            try (Scene scene = new Scene()) {
                failure.accept(scene.agent);
                assertThrows(FlysnapException.class, () -> scene.inPlace().run(scene.plan()));
                assertEquals(OLD, scene.agent.live());
                assertEquals("flysnap undo " + scene.run, scene.nextCommand());
                assertEquals(List.of(), scene.pendingByDoctor(), "the app is as it was");
                InPlace.Standing _ = scene.inPlace().undo(scene.record());
                assertEquals(OLD, scene.agent.live());
                assertEquals(RunStatus.UNDONE, scene.status());
            }
        }
    }

    @Test
    void oneThatMayHaveReplacedTheDatabasesIsToBeContinued() {
        try (Scene scene = new Scene()) {
            InPlacePlan plan = scene.plan();
            scene.agent.losesAnswersTo("replace", "databases", "discard");
            FlysnapException failed =
                    assertThrows(FlysnapException.class, () -> scene.inPlace().run(plan));
            assertEquals("hook-unreachable", failed.problem().code());
            assertEquals(RunStatus.FAILED, scene.status());
            assertEquals(NEW, scene.agent.live());
            assertEquals("flysnap continue " + scene.run, scene.nextCommand());
            assertEquals(List.of("flysnap continue " + scene.run), scene.pendingByDoctor());
            scene.agent.losesAnswersTo();
            InPlace.Standing _ = scene.inPlace().continueRun(scene.record());
            assertEquals(NEW, scene.agent.live());
            assertEquals(RunStatus.DONE, scene.status());
        }
    }

    @Test
    void aDatabaseThatTheAgentDoesNotHaveIsRefusedBeforeAnythingIsSent() {
        try (Scene scene = new Scene()) {
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () ->
                                    scene.inPlace()
                                            .plan(
                                                    scene.run,
                                                    Shop.APP,
                                                    Optional.empty(),
                                                    new CopyRequest(
                                                            List.of(
                                                                    new CopySource(
                                                                            "/mnt/x.db",
                                                                            true,
                                                                            Optional.empty(),
                                                                            "elsewhere",
                                                                            Optional.empty(),
                                                                            Optional.empty(),
                                                                            Optional.empty(),
                                                                            Optional.empty(),
                                                                            copy("main").content(),
                                                                            copy("main").facts())),
                                                            Optional.empty(),
                                                            false),
                                                    CheckDepth.QUICK));
            assertEquals("in-place-database-unknown", refused.problem().code());
            assertFalse(scene.agent.hasUploads());
        }
    }
}
