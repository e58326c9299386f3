package dev.flysnap.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.drill.Drill;
import dev.flysnap.drill.DrillReport;
import dev.flysnap.drill.DrillRequest;
import dev.flysnap.drill.DrillSource;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.fill.CopyFiles;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.verify.Checks;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.fault.RequestPattern;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.sqlite.Load;
import dev.flysnap.story.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands that go on with a run, as processes of their own on a journal and a Fly that are
 * there already, whose clock goes as fast as theirs meanwhile.
 */
class LaterCommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(20);
    private static final String ERROR = "{\"error\":\"injected\"}";

    @TempDir private Path directory;
    private Path state = Path.of("");
    private Shop shop;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void aSnapshot() {
        state = directory.resolve("state");
        shop = new Shop(state, Switches.DEFAULTS);
        var _ = shop.create();
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void eachTriesAgainToStopAnOldMachineWhoseHostIsDead() throws Exception {
        RunId waiting = restored(Shop.restoreRequest(false));
        host(true);
        RunId pending = shop.nextRun();
        Restore restore = shop.restore();
        assertThrows(
                FlysnapException.class,
                () -> restore.run(restore.plan(pending, Shop.unfencedRequest())));
        RunId second = restored(Shop.restoreRequest(true));

        Ended continued = flysnap("continue", waiting.value());
        assertTried(pending, continued);
        assertEquals(0, continued.exit(), continued.err());
        assertTried(pending, stoppedAtDelete("finish", second.value(), "--yes"));
        assertTried(pending, stoppedAtDelete("undo", waiting.value(), "--yes"));
        assertTried(pending, stoppedAtDelete("cleanup", "shop", "--yes"));
    }

    private void assertTried(RunId pending, Ended ended) {
        assertTrue(ended.err().contains(shop.machine() + ", is not stopped yet"), ended.err());
        assertTrue(ended.err().contains("flysnap continue " + pending), ended.err());
    }

    @Test
    void aCutoverThatComesLaterIsPrecededByItsPlan() throws Exception {
        RunId waiting = restored(Shop.request(false).keepFailed(true).build());
        shop.sim().faults().queue(Fault.next("machines.cordon", Fault.status(422, ERROR)));
        Ended ended = flysnap("continue", waiting.value(), "--cutover");
        assertTrue(ended.err().contains("injected"), ended.err());
        assertTrue(ended.out().startsWith("Plan of " + waiting + ":"), ended.out());
        assertTrue(
                ended.out().contains("cutover   yes: old machine " + shop.machine()), ended.out());
    }

    @Test
    void whatIsTakenBackAlreadyIsSaidToBeThat() throws Exception {
        RunId run = restored(Shop.restoreRequest(true));
        shop.restore().undo(shop.journal().run(run).orElseThrow());
        Ended ended = flysnap("undo", run.value(), "--yes");
        assertEquals(0, ended.exit(), ended.err());
        assertEquals(
                "The restore " + run + " of shop is already undone: nothing was changed.",
                ended.out().strip());
    }

    @Test
    void aDrillThatIsOverTellsItsVerdictAgain() throws Exception {
        RunId run = shop.nextRun();
        Drill drill =
                new Drill(
                        shop.bench(CutPoint.NONE),
                        Optional.empty(),
                        CopyFiles.NONE,
                        () -> run,
                        _ -> 0);
        DrillRequest.Budgets tooShort =
                new DrillRequest.Budgets(
                        Optional.of(Duration.ofSeconds(1)), Optional.empty(), Optional.empty());
        DrillReport report =
                drill.run(
                        drill.plan(
                                new DrillRequest(
                                        Shop.APP,
                                        Optional.empty(),
                                        new DrillSource.Latest(),
                                        List.of(),
                                        Checks.DEFAULT,
                                        false,
                                        tooShort,
                                        Optional.empty(),
                                        Duration.ofMinutes(30))));
        assertEquals(ExitCode.CHECK_NOT_MET, report.exitCode());
        Ended again = flysnap("continue", run.value());
        assertEquals(13, again.exit(), again.err());
        assertTrue(again.out().startsWith("Drill of shop FAILED."), again.out());
        Ended runs = flysnap("runs");
        assertTrue(runs.out().lines().anyMatch(it -> it.contains("not-passed")), runs.out());
    }

    @Test
    void aCreateOfWhichNobodyCanTellHowItEndedIsGivenUpByUndo() throws Exception {
        shop.setDaily(true);
        shop.sim()
                .faults()
                .queue(
                        new Fault(
                                new RequestPattern("snapshots.create"),
                                1,
                                new Fault.Kind.CutAfter()));
        RunId run = shop.nextRun();
        Create create = shop.creation();
        assertThrows(
                FlysnapException.class,
                () -> create.run(create.plan(run, Shop.createRequest(HoldUntil.QUIESCED))));
        Ended shown = flysnap("undo", run.value());
        assertEquals(2, shown.exit(), shown.err());
        assertTrue(shown.out().startsWith("Abandon the create " + run), shown.out());
        assertEquals(RunStatus.FAILED, shop.journal().status(run));
        Ended given = flysnap("undo", run.value(), "--yes");
        assertEquals(0, given.exit(), given.err());
        assertEquals(RunStatus.GIVEN_UP, shop.journal().status(run));
        assertEquals(2, flysnap("undo", run.value(), "--yes").exit(), "it is over");
    }

    /**
     * Only so far: what is removed takes a moment to be gone. Any other refusal is tried again for
     * minutes.
     */
    private Ended stoppedAtDelete(String... words) throws Exception {
        shop.sim().faults().queue(Fault.next("machines.delete", Fault.status(403, ERROR)));
        Ended ended = flysnap(words);
        assertTrue(ended.exit() != 0, ended.out());
        assertTrue(shop.sim().faults().pending().isEmpty(), () -> "it came so far: " + ended.err());
        return ended;
    }

    private RunId restored(RestoreRequest request) {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, request));
        return run;
    }

    private void host(boolean dead) {
        shop.setHostDead(shop.machine().value(), dead);
    }

    private Ended flysnap(String... words) throws IOException, InterruptedException {
        List<String> command = Load.java(Main.class, words);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().put("FLY_API_TOKEN", Shop.DEPLOY_TOKEN);
        builder.environment().put("FLY_FLAPS_BASE_URL", shop.sim().baseUrl());
        builder.environment().put("FLYSNAP_STATE_DIR", state.toString());
        Process process = builder.start();
        Duration left = LIMIT;
        while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS) && left.isPositive()) {
            left = left.minus(TICK);
            shop.sim().sleeper().sleep(TICK);
        }
        if (process.isAlive()) {
            process.destroyForcibly();
            throw new AssertionError(
                    "it does not end: " + List.of(words) + Files.readString(err, UTF_8));
        }
        return new Ended(
                process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
