package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sqlite.TestDatabases;
import dev.flysnap.sqlite.quiesce.QuiesceStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The numbers that an operator's alarms go by. */
class MetricsTest {
    @TempDir private Path work;

    /** What is scraped, without a token: series to value. */
    private static Map<String, Long> scraped(RunningAgent agent) throws Exception {
        Map<String, Long> series = new TreeMap<>();
        for (String line :
                agent.send(agent.request("/metrics").build()).raw().body().lines().toList()) {
            if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                series.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
            }
        }
        return series;
    }

    private static long of(Map<String, Long> series, String name) {
        return Optional.ofNullable(series.get(name))
                .orElseThrow(() -> new AssertionError(name + " is not among " + series));
    }

    @Test
    void eachSeriesSaysWhatItsNameSays() throws Exception {
        Path database = TestDatabases.orders(work.resolve("app.db"), "wal");
        Path link = Files.createSymbolicLink(work.resolve("link.db"), database);
        try (RunningAgent agent =
                        RunningAgent.with(
                                QuiesceStep.Listener.NONE, Optional.empty(), "shop=" + link);
                Connection app = TestDatabases.open(database);
                Statement statement = app.createStatement()) {
            Map<String, Long> before = scraped(agent);
            assertEquals(0, of(before, "flysnap_quiesces_total"));
            assertFalse(before.containsKey("flysnap_last_quiesce_timestamp_seconds"));
            assertFalse(before.containsKey("flysnap_last_hold_milliseconds"));

            statement.execute("PRAGMA wal_autocheckpoint = 0");
            statement.execute("INSERT INTO orders VALUES (1, 1, 'x')");
            String lease = agent.quiesce("a", 60_000).quiesced().lease();
            assertEquals(1, of(scraped(agent), "flysnap_hold_active"));
            agent.resume(lease);
            statement.execute("BEGIN IMMEDIATE");
            assertEquals(503, agent.quiesce("b", 0).status());
            statement.execute("ROLLBACK");

            Map<String, Long> after = scraped(agent);
            assertEquals(1, of(after, "flysnap_quiesces_total"));
            assertEquals(1, of(after, "flysnap_quiesce_failures_total"));
            assertEquals(
                    agent.clock.instant().getEpochSecond(),
                    of(after, "flysnap_last_quiesce_timestamp_seconds"));
            long held = of(after, "flysnap_last_hold_milliseconds");
            assertTrue(held >= 0 && held < 9000, "held for " + held + " ms");
            assertEquals(0, of(after, "flysnap_hold_active"));
            assertEquals(1, of(after, "flysnap_database_present{database=\"shop\"}"));
            assertEquals(
                    Files.size(database), of(after, "flysnap_database_bytes{database=\"shop\"}"));
            long wal = Files.size(database.resolveSibling("app.db-wal"));
            assertTrue(wal > 0);
            assertEquals(
                    wal,
                    of(after, "flysnap_wal_bytes{database=\"shop\"}"),
                    "of the file that the link leads to");
            assertTrue(of(after, "flysnap_volume_free_bytes{database=\"shop\"}") > 0);
        }
    }
}
