package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.Load;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a scheduler starts, as processes of their own. */
@Timeout(240)
class ScheduleCommandsTest {
    @TempDir private Path directory;
    private final MockWebServer pings = new MockWebServer();
    private ShopWithAgent shop;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        shop = ShopWithAgent.inRealTime(directory.resolve("shop"), "my-shop");
        pings.start();
    }

    @AfterEach
    void stop() {
        pings.close();
        shop.close();
    }

    private ProcessBuilder flysnap(String... words) {
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(Main.class, words)).directory(directory.toFile());
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(it -> it.startsWith("FLY") || it.startsWith("GITHUB") || it.equals("CI"));
        environment.put("FLY_API_TOKEN", shop.token());
        environment.put("FLY_FLAPS_BASE_URL", shop.baseUrl());
        environment.put("FLYSNAP_VIA", "exec");
        environment.put("FLYSNAP_STATE_DIR", directory.resolve("state").toString());
        environment.put("FLYSNAP_PING_URL", pings.url("/secret").toString());
        return builder;
    }

    private Ended run(String... words) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process =
                flysnap(words).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private void answerPings(int... codes) {
        for (int code : codes) {
            pings.enqueue(new MockResponse.Builder().code(code).build());
        }
    }

    private List<String> pinged() throws InterruptedException {
        List<String> targets = new ArrayList<>();
        for (var request = pings.takeRequest(0, TimeUnit.SECONDS);
                request != null;
                request = pings.takeRequest(0, TimeUnit.SECONDS)) {
            targets.add(request.getTarget());
        }
        return targets;
    }

    @Test
    void aScheduledRunTakesOneSnapshotHoweverOftenItIsStarted() throws Exception {
        answerPings(200, 200, 200, 200, 200, 404);
        String[] words = {"schedule", "run", "--every", "daily", "--", "create", "my-shop"};
        Ended first = run(words);
        assertEquals(0, first.exit(), first.err());
        assertTrue(first.out().contains("grade synced"), first.out());
        assertEquals(List.of("/secret/start", "/secret"), pinged());

        Ended second = run(words);
        assertEquals(0, second.exit(), second.err());
        assertTrue(second.out().startsWith("Nothing to do: vs_"), second.out());
        assertEquals(List.of("/secret/start", "/secret"), pinged(), "there is a proven snapshot");

        shop.silence();
        Ended failed =
                run(
                        "schedule",
                        "run",
                        "--every",
                        "hourly",
                        "--",
                        "create",
                        "my-shop",
                        "--unless-newer-than",
                        "1s");
        assertEquals(1, failed.exit(), failed.err());
        assertEquals(List.of("/secret/start", "/secret/fail"), pinged());
        assertTrue(failed.err().contains("did not arrive: it answered 404"), failed.err());
        assertFalse(failed.err().contains("secret"), failed.err());
    }

    @Test
    void cronEndsAsSoonAsItIsAskedTo() throws Exception {
        Process cron = flysnap("cron", "--spec", "0 0 1 1 *", "--", "create", "my-shop").start();
        try (BufferedReader err = cron.errorReader()) {
            String line = err.readLine();
            assertTrue(line.startsWith("flysnap: next run at "), line);
            Ended other = run("cron", "--spec", "0 0 1 1 *", "--", "create", "my-shop");
            assertEquals(11, other.exit(), other.err());
            cron.destroy();
            assertTrue(cron.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, cron.exitValue());
        }
        assertEquals(List.of(), pinged(), "nothing ran");
    }

    @Test
    void aWrongCommandLineTouchesNothing() throws Exception {
        Ended wrong =
                run(
                        "schedule",
                        "install",
                        "--every",
                        "daily",
                        "--in-app",
                        "my-shop",
                        "--",
                        "creat",
                        "x");
        assertEquals(2, wrong.exit());
        assertTrue(wrong.err().contains("the command after -- is not understood"), wrong.err());
        assertEquals(1, shop.fly().machines().list(shop.app()).size());
    }
}
