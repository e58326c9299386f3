package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Signals;
import dev.flysnap.json.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Real signals to the packaged program, on a simulated Fly as slow as the real one. {@link
 * InterruptionStoryTest} does it at every point.
 */
@Execution(ExecutionMode.CONCURRENT)
class InterruptionIT {
    /** Five seconds for an answer, and what is given back. */
    private static final long MAX_SECONDS_TO_STOP = 60;

    @TempDir private Path directory;

    @BeforeAll
    static void receiveInterrupts() throws Throwable {
        Signals.receiveInterrupts();
    }

    @Test
    void aRestoreThatIsTerminatedInItsCutoverSaysThatTheAppIsDown() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            String old = fly.machine("shop", fly.volume("shop"));
            fly.awaitOrders(100);
            LiveShop.Ended created = fly.flysnap("create", "shop");
            assertEquals(0, created.exit(), created.err());

            Running restore =
                    start(
                            fly,
                            "restore",
                            "latest",
                            "--app",
                            "shop",
                            "--to-region",
                            "fra",
                            "--cutover");
            restore.until(() -> stateOf(fly, old).equalsIgnoreCase("stopped"));
            restore.process().destroy();
            String said = restore.endsInterrupted();
            Matcher words =
                    Pattern.compile(
                                    """
                                    flysnap: Interrupted\\. The app shop is DOWN: %s is stopped, the new machine \\w+ \
                                    (has not started|may have started, but gets no requests|runs, but gets no requests)\\.
                                    """
                                            .formatted(old))
                            .matcher(said);
            assertTrue(words.find(), said);
            String run = runIn(said);
            assertTrue(
                    said.contains(
                            "  next: Go on: flysnap continue %1$s; back: flysnap undo %1$s\n"
                                    .formatted(run)),
                    said);

            LiveShop.Ended status = fly.flysnap("status", "shop");
            assertTrue(
                    status.err()
                            .startsWith(
                                    "flysnap: The restore %s was interrupted. When it stopped, it said: The app shop is DOWN: "
                                            .formatted(run)),
                    status.err());
            assertTrue(status.err().contains("flysnap undo " + run), status.err());

            LiveShop.Ended continued = fly.flysnap("continue", run);
            assertEquals(0, continued.exit(), continued.err());
            assertEquals("", fly.flysnap("status", "shop").err());
        }
    }

    @Test
    void aCreateThatIsInterruptedLetsTheWritersGoAtOnce() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop", "--speed", "real")) {
            String _ = fly.machine("shop", fly.volume("shop"));
            fly.awaitOrders(100);
            Running create =
                    start(fly, "create", "shop", "--hold-until", "created", "--hold-max", "10s");
            create.until(() -> fly.world().contains("\"vs_"));
            int whileHeld = fly.orders().entries().size();
            Signals.send("INT", create.process().toHandle());
            String said = create.endsInterrupted();
            Matcher words =
                    Pattern.compile(
                                    "flysnap: Interrupted\\. (The|A) snapshot .* requested\\. No writer is held\\.\n")
                            .matcher(said);
            assertTrue(words.find(), said);
            fly.awaitOrders(whileHeld + 50);

            LiveShop.Ended continued = fly.flysnap("continue", runIn(said));
            assertEquals(0, continued.exit(), continued.err());
        }
    }

    @Test
    void theSecondSignalEndsItAtOnceWithTheRun() throws Exception {
        try (LiveShop fly =
                LiveShop.open(directory, "--app", "shop", "--fault", "snapshots.create=stall:60")) {
            String _ = fly.machine("shop", fly.volume("shop"));
            fly.awaitOrders(100);
            Running create = start(fly, "create", "shop");
            create.until(() -> runs(fly, "runs").contains("run_"));
            String run = runIn(runs(fly, "runs"));
            create.until(() -> runs(fly, "runs", "show", run).contains("request-snapshot"));
            Signals.send("HUP", create.process().toHandle());
            create.until(() -> create.said().contains("a second Ctrl-C ends it at once"));
            create.process().destroy();
            assertTrue(create.process().waitFor(MAX_SECONDS_TO_STOP, TimeUnit.SECONDS));
            assertEquals(130, create.process().exitValue());
            String said = create.said();
            assertTrue(said.contains("flysnap: Ended at once, in the middle of " + run), said);
            LiveShop.Ended status = fly.flysnap("status", "shop");
            assertTrue(
                    status.err()
                            .startsWith("flysnap: The create %s was interrupted.".formatted(run)),
                    status.err());
        }
    }

    private record Running(Process process, Path err) {
        void until(BooleanSupplier condition) {
            assertTrue(
                    LiveShop.until(
                            LiveShop.LIMIT, () -> condition.getAsBoolean() || !process.isAlive()),
                    this::said);
            assertTrue(process.isAlive(), this::said);
        }

        String endsInterrupted() throws InterruptedException {
            assertTrue(process.waitFor(MAX_SECONDS_TO_STOP, TimeUnit.SECONDS), this::said);
            assertEquals(130, process.exitValue(), this::said);
            return said();
        }

        String said() {
            try {
                return Files.readString(err);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private Running start(LiveShop fly, String... arguments) throws IOException {
        Path err = directory.resolve("interrupted.err");
        return new Running(
                fly.start(Map.of(), List.of(arguments), directory.resolve("interrupted.out"), err),
                err);
    }

    private static String runs(LiveShop fly, String... command) {
        try {
            return fly.flysnap(command).out();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String stateOf(LiveShop fly, String machine) {
        return JsonText.parseObject(fly.world())
                .object("machines")
                .flatMap(it -> it.object(machine))
                .flatMap(it -> it.text("state"))
                .orElse("");
    }

    private static String runIn(String said) {
        Matcher run = Pattern.compile("run_[a-z0-9]{10,}").matcher(said);
        assertTrue(run.find(), said);
        return run.group();
    }
}
