package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A drill by the program as users have it: one that is killed, then one that tells everything. */
class DrillIT {
    @TempDir private Path directory;

    @Test
    void aDrillAfterOneThatWasKilledTellsEverythingAndNothingIsLeft() throws Exception {
        try (LiveShop fly = LiveShop.open(directory, "--app", "shop")) {
            String volume = fly.volume("shop", false);
            String machine = fly.machine("shop", volume);
            fly.awaitOrders(100);
            Process killed =
                    fly.start(
                            Map.of(),
                            List.of("drill", "shop", "--from", "new"),
                            directory.resolve("killed.out"),
                            directory.resolve("killed.err"));
            assertTrue(
                    LiveShop.until(LiveShop.LIMIT, () -> living(fly, "machines").size() == 2),
                    "it restores the snapshot");
            assertEquals(137, killed.destroyForcibly().waitFor());

            Path summary = Files.createFile(directory.resolve("summary.md"));
            LiveShop.Ended failed =
                    fly.flysnap(
                            Map.of("GITHUB_STEP_SUMMARY", summary.toString()),
                            List.of(
                                    "drill",
                                    "shop",
                                    "--max-rto",
                                    "1ms",
                                    "--max-rpo",
                                    "1h",
                                    "--expect",
                                    "SELECT count(*) FROM flysnap_demo_orders",
                                    ">=",
                                    "100",
                                    "--junit",
                                    "drill.xml",
                                    "--html",
                                    "drill.html",
                                    "--badge",
                                    "drill.svg",
                                    "--json"));
            assertEquals(13, failed.exit(), failed.err());
            assertTrue(failed.err().contains("has left"), failed.err());
            Json.Obj found = JsonText.parseObject(failed.out());
            assertEquals("failed", found.text("outcome").orElseThrow());
            assertEquals(
                    List.of("restored and verified within 1 ms"),
                    found.objects("checks").stream()
                            .filter(it -> !it.bool("met").orElseThrow())
                            .map(it -> it.text("name").orElseThrow())
                            .toList());
            assertTrue(read("drill.xml").contains("failures=\"1\""), read("drill.xml"));
            assertTrue(read("drill.html").contains("<td>could not be run</td>"), "the killed one");
            assertTrue(read("drill.svg").contains("drill: failed"), read("drill.svg"));
            assertTrue(Files.readString(summary).contains("### Drill of shop: FAILED"));
            assertEquals(List.of(machine), living(fly, "machines"));
            assertEquals(List.of(volume), living(fly, "volumes"));
            assertFalse(read("drill.html").contains(LiveShop.HOOK_TOKEN));

            LiveShop.Ended notRun =
                    fly.flysnap(
                            "drill",
                            "shop",
                            "--from",
                            "random-within=1ms",
                            "--junit",
                            "not-run.xml");
            assertEquals(1, notRun.exit(), notRun.err());
            assertTrue(read("not-run.xml").contains("errors=\"1\""), read("not-run.xml"));
        }
    }

    private String read(String file) throws Exception {
        return Files.readString(directory.resolve(file));
    }

    private static List<String> living(LiveShop fly, String kind) {
        Json.Obj all = ((Json.Obj) fly.get("/sim/world")).object(kind).orElseThrow();
        return all.fields().entrySet().stream()
                .filter(it ->
                        it.getValue() instanceof Json.Obj one
                                && !one.text("state")
                                        .orElse("")
                                        .toLowerCase(Locale.ROOT)
                                        .contains("destroy"))
                .map(Map.Entry::getKey)
                .toList();
    }
}
