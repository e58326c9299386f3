package dev.flysnap.cli.diagnose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.proof.Grade;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.status.AppStatus;
import dev.flysnap.snapshot.status.Freshness;
import dev.flysnap.sqlite.Load;
import dev.flysnap.story.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flysnap status} for cron, CI and monitors. */
class FreshnessTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration TICK = Duration.ofMillis(20);

    @TempDir private Path directory;
    private Path state = Path.of("");
    private Shop shop;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void open() {
        state = directory.resolve("state");
        shop = new Shop(state, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private Freshness freshness(Optional<Duration> maxAge, Optional<Grade> minGrade) {
        AppStatus status = AppStatus.of(shop.bench(CutPoint.NONE), Shop.APP);
        return Freshness.of(
                status,
                status.volumes().getFirst(),
                new Freshness.Wanted(maxAge, minGrade),
                shop.sim().clock().instant());
    }

    @Test
    void aSnapshotIsFreshWhileItIsYoungAndGoodEnough() {
        Optional<Duration> day = Optional.of(Duration.ofHours(26));
        assertFalse(freshness(day, Optional.empty()).isFresh(), "there is none");
        var _ = shop.create();
        assertTrue(freshness(day, Optional.of(Grade.SYNCED)).isFresh());
        assertFalse(freshness(day, Optional.of(Grade.HELD)).isFresh());
        shop.sim().sleeper().sleep(Duration.ofHours(27));
        Freshness old = freshness(day, Optional.of(Grade.SYNCED));
        assertFalse(old.isFresh());
        Instant now = shop.sim().clock().instant();
        String line = new FreshnessView(Shop.APP, List.of(old), now).text();
        assertTrue(
                line.matches(
                        "STALE shop vol_\\w+ \\(data\\): the newest is vs_\\w+, 27 h old, grade synced"),
                line);
        assertTrue(freshness(Optional.empty(), Optional.of(Grade.SYNCED)).isFresh());
    }

    @Test
    void theExitCodeIsForMonitorsAndOneLineForPeople() throws Exception {
        var _ = shop.create();
        Ended fresh = flysnap("status", "shop", "--min-grade", "synced");
        assertEquals(0, fresh.exit(), fresh.err());
        assertTrue(fresh.out().startsWith("fresh shop " + shop.volume()), fresh.out());
        assertEquals(1, fresh.out().lines().count());
        Ended stale = flysnap("status", "shop", "--min-grade", "held", "--json");
        assertEquals(13, stale.exit(), stale.err());
        Json.Obj json = JsonText.parseObject(stale.out());
        assertEquals(Optional.of(false), json.bool("fresh"));
        assertEquals(Optional.of("synced"), json.objects("volumes").getFirst().text("grade"));
    }

    @Test
    void theNumbersAreForPrometheus() throws Exception {
        var _ = shop.create();
        Path file = directory.resolve("flysnap.prom");
        Ended ended =
                flysnap("status", "shop", "--min-grade", "held", "--prometheus", file.toString());
        assertEquals(13, ended.exit(), ended.err());
        String metrics = Files.readString(file);
        String labels = "{app=\"shop\",volume=\"%s\",name=\"data\"} ".formatted(shop.volume());
        assertTrue(metrics.contains("flysnap_snapshot_grade" + labels + "2\n"), metrics);
        assertTrue(metrics.contains("flysnap_snapshot_fresh" + labels + "0\n"), metrics);
        assertTrue(metrics.contains("flysnap_snapshots" + labels + "1\n"), metrics);
        assertTrue(
                metrics.contains("flysnap_volume_size_bytes" + labels + "1073741824\n"), metrics);
        assertTrue(metrics.contains("# TYPE flysnap_snapshot_age_seconds gauge\n"), metrics);
        Ended out = flysnap("status", "shop", "--prometheus", "-");
        assertEquals(0, out.exit(), out.err());
        assertTrue(out.out().startsWith("# HELP flysnap_snapshot_age_seconds"), out.out());
    }

    @Test
    void allAppsOfTheOrganisationAreOneAnswer() throws Exception {
        var _ = shop.create();
        Ended all = flysnap("status", "shop", "--all-apps", "--min-grade", "synced");
        assertEquals(0, all.exit(), all.out() + all.err());
        assertEquals(
                1, all.out().lines().count(), () -> "apps without volumes say nothing: " + all);
        var _ = shop.newVolume();
        Ended stale = flysnap("status", "shop", "--all-apps", "--min-grade", "synced");
        assertEquals(13, stale.exit(), stale.out() + stale.err());
        assertTrue(stale.out().contains("STALE shop vol_"), stale.out());
    }

    private Ended flysnap(String... words) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(Load.java(Main.class, words))
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY"));
        builder.environment().put("FLY_API_TOKEN", shop.sim().token());
        builder.environment().put("FLY_FLAPS_BASE_URL", shop.sim().baseUrl());
        builder.environment().put("FLYSNAP_STATE_DIR", state.toString());
        Process process = builder.start();
        Duration left = LIMIT;
        while (!process.waitFor(TICK.toMillis(), TimeUnit.MILLISECONDS) && left.isPositive()) {
            left = left.minus(TICK);
            shop.sim().sleeper().sleep(TICK);
        }
        assertFalse(process.isAlive(), "it ends");
        return new Ended(
                process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }
}
