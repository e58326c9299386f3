package dev.flysnap.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import dev.flysnap.cli.ProgramProcess;
import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sqlite.Load;
import dev.flysnap.story.Shop;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Flys have an app of the same name; the environment of the tests chooses Fly.io. */
class RunsCommandTest {
    private static final AppName SHOP = new AppName("shop");
    private static final RunId REAL = new RunId("run_0000000001");
    private static final RunId SIMULATED = new RunId("run_0000000002");
    private static final String SIMULATOR = "http://127.0.0.1:4280";

    private static final Instant STARTED = Instant.parse("2026-01-31T09:05:00Z");

    @TempDir private Path state;

    @BeforeEach
    void runs() {
        start(ApiIdentity.of(URI.create(SIMULATOR)), SIMULATED);
    }

    @Test
    void thoseOfAnotherFlyAreCountedAndNotListed() {
        assertEquals(
                "No runs yet in %s.\nnot listed: 1 of another Fly, %s\n"
                        .formatted(state, SIMULATOR),
                out("runs"));
        start(ApiIdentity.FLY_IO, REAL);
        String text = out("runs");
        assertTrue(text.contains(REAL.value()), text);
        assertFalse(text.contains(SIMULATED.value()), text);
        Json.Obj only = JsonText.parseObject(out("runs", "--json")).objects("runs").getFirst();
        assertEquals(Optional.of(REAL.value()), only.text("run"));
        assertEquals(Optional.of("acme"), only.text("organization"));
    }

    @Test
    void oneRunIsShownStepByStepWithItsTimesForPeopleAndForPrograms() {
        start(ApiIdentity.FLY_IO, REAL);
        try (Journal journal =
                Journal.open(state, ApiIdentity.FLY_IO, InstantSource.fixed(STARTED))) {
            journal.add(REAL, new RunEvent.TakenUp(1));
            journal.add(
                    REAL, new RunEvent.Intended(Json.Obj.empty().with("kind", "request-snapshot")));
            journal.add(REAL, new RunEvent.Failed("fly-refused", "It failed.", "", "Try it"));
        }
        String text = out("runs", "show", REAL.value());
        assertTrue(text.contains("2026-01-31 09:05:00 UTC  about to: request-snapshot"), text);
        Json.Obj json = JsonText.parseObject(out("runs", "show", REAL.value(), "--json"));
        assertEquals(Optional.of(REAL.value()), json.object("run").flatMap(it -> it.text("run")));
        Json.Obj step = json.objects("events").get(1);
        assertEquals(Optional.of("intended"), step.text("event"));
        assertEquals(Optional.of("request-snapshot"), step.text("step"));
        assertEquals(Optional.of(STARTED.toString()), step.text("at"));
        assertEquals(Optional.of("fly-refused"), json.objects("events").get(2).text("code"));
    }

    @Test
    void anOpenRunThatNoProcessWorksOnIsCalledInterrupted() {
        InstantSource clock = InstantSource.fixed(STARTED);
        try (Journal journal = Journal.open(state, ApiIdentity.FLY_IO, clock)) {
            var _ = journal.start(REAL, RunKind.CREATE, SHOP, Json.Obj.empty());
            try (Lock _ = journal.lock(LockKey.ofApp(SHOP), REAL)) {
                assertEquals(Optional.of("open"), status());
            }
        }
        assertEquals(Optional.of("interrupted"), status());
    }

    @Test
    void aRestoreThatWaitsForItsCutoverIsNotCalledLikeOneThatWasFinished() {
        try (Shop shop = new Shop(state.resolve("shop"), Switches.DEFAULTS)) {
            var _ = shop.create();
            RunRecord waiting = restored(shop, false);
            RunRecord replaced = restored(shop, true);
            assertEquals("waiting", RunsCommand.statusText(shop.journal(), waiting));
            assertEquals("done", RunsCommand.statusText(shop.journal(), replaced));
            var _ = shop.restore().finish(replaced);
            assertEquals("finished", RunsCommand.statusText(shop.journal(), replaced));
            shop.restore().undo(waiting);
            assertEquals("undone", RunsCommand.statusText(shop.journal(), waiting));
        }
    }

    @Test
    void aTokenThatOnlyReadsShowsWhatAnUndoAndAFinishWouldDo() throws Exception {
        try (Shop shop = new Shop(state.resolve("shop"), Switches.DEFAULTS)) {
            var _ = shop.create();
            RunRecord waiting = restored(shop, false);
            RunRecord replaced = restored(shop, true);
            WorldView before = shop.sim().view();
            try (ProgramProcess flysnap =
                    ProgramProcess.start(
                            Map.of(
                                    "FLY_FLAPS_BASE_URL", shop.sim().baseUrl(),
                                    "FLY_API_TOKEN", Shop.READING_TOKEN,
                                    "FLYSNAP_STATE_DIR", state.resolve("shop").toString()))) {
                shows(flysnap, "undo-not-confirmed", "undo", waiting.id().value());
                shows(flysnap, "finish-not-confirmed", "finish", replaced.id().value());
                // Fly lets nobody list machines as often as a test does.
                shop.sim().sleeper().sleep(Duration.ofSeconds(10));
                shows(flysnap, "finish-not-confirmed", "finish", "--app", "shop", "--all");
                ProgramProcess.Ended refused = flysnap.run("undo", waiting.id().value(), "--yes");
                assertEquals(12, refused.exit(), refused.err());
                assertTrue(refused.err().contains("fly-token-reads-only"), refused.err());
            }
            assertEquals(before, shop.sim().view());
        }
    }

    private static void shows(ProgramProcess flysnap, String problem, String... words)
            throws Exception {
        ProgramProcess.Ended shown = flysnap.run(words);
        assertTrue(shown.err().contains(problem), shown.toString());
        assertFalse(shown.out().isEmpty());
    }

    private static RunRecord restored(Shop shop, boolean cutover) {
        RunId run = shop.nextRun();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(run, Shop.restoreRequest(cutover)));
        return shop.journal().run(run).orElseThrow();
    }

    private Optional<String> status() {
        return JsonText.parseObject(out("runs", "--json"))
                .objects("runs")
                .getFirst()
                .text("status");
    }

    @Test
    void lookingMakesNoJournal() {
        Path absent = state.resolve("absent");
        state = absent;
        assertEquals("No runs yet in %s.\n".formatted(absent), out("runs"));
        assertFalse(Files.exists(absent));
    }

    @Test
    void aTemporaryDirectoryThatIsNotThereIsNamedAsThat() throws Exception {
        Path absent = state.resolve("absent");
        List<String> command =
                new ArrayList<>(Load.java(Main.class, "runs", "--state-dir", state.toString()));
        command.removeIf(it -> it.startsWith("-Dorg.sqlite."));
        command.add(1, "-Dorg.sqlite.tmpdir=" + absent);
        Process process = new ProcessBuilder(command).start();
        try (BufferedReader err = process.errorReader(StandardCharsets.UTF_8)) {
            String text = String.join("\n", err.readAllLines());
            assertTrue(text.contains("loaded in " + absent), text);
            assertTrue(text.endsWith("code: sqlite-not-loaded"), text);
        }
        assertEquals(1, process.waitFor());
    }

    @Test
    void oneOfAnotherFlyIsSaidToBeThere() {
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(
                                "runs", "show", SIMULATED.value(), "--state-dir", state.toString());
        assertEquals(1, exit, err.toString());
        assertTrue(
                err.toString().contains("The run run_0000000002 belongs to another Fly"),
                err.toString());
        assertTrue(err.toString().contains("FLY_FLAPS_BASE_URL=" + SIMULATOR), err.toString());
    }

    private void start(ApiIdentity api, RunId run) {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        try (Journal journal =
                Journal.open(state, api, clock).withOrganizations(_ -> Optional.of("acme"))) {
            var _ = journal.start(run, RunKind.CREATE, SHOP, Json.Obj.empty());
        }
    }

    private String out(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--state-dir";
        all[arguments.length + 1] = state.toString();
        int exit = Main.commandLine(new PrintWriter(out), new PrintWriter(err, true)).execute(all);
        assertEquals(0, exit, err.toString());
        return out.toString();
    }
}
