package dev.flysnap.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Ability;
import dev.flysnap.Needs;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/bench loss}, cut short: the rows that must always be zero, and one that must not. */
@Needs(Ability.BLOCK_DEVICES)
class LossIT {
    private static final int LIMIT_S = 180;

    @TempDir private Path directory;

    @Test
    void flysnapLosesNothingThatWasAcknowledgedInTime() throws Exception {
        List<Json.Obj> results =
                results("--by", "synced,held", "--load", "2s", "--at-once", "6", "--check");
        assertEquals(12, results.size(), "3 settings, 2 loads, 2 grades");
        for (Json.Obj it : results) {
            assertTrue(number(it, "before_t") > 0, () -> "the app wrote: " + it);
            assertEquals(0, number(it, "missing_before_t"), it::toString);
            boolean held = it.text("method").orElseThrow().equals("held");
            assertEquals(held ? "held" : "synced", it.text("grade").orElseThrow());
            assertTrue(!held || number(it, "missing_before_request") == 0, it::toString);
        }
    }

    /** Else the test above proves nothing. */
    @Test
    void aPlainSnapshotLosesWhatNobodySynced() throws Exception {
        List<Json.Obj> results =
                results("--by", "plain", "--synchronous", "off", "--rate", "max", "--load", "2s");
        Json.Obj result = results.getFirst();
        assertTrue(number(result, "before_request") > 0, result::toString);
        assertTrue(number(result, "missing_before_request") > 0, result::toString);
    }

    private static long number(Json.Obj result, String field) {
        return result.number(field).orElseThrow();
    }

    private List<Json.Obj> results(String... options) throws Exception {
        Path json = directory.resolve("loss.json");
        Path said = directory.resolve("said");
        List<String> command =
                new ArrayList<>(List.of("bin/bench", "loss", "--json", json.toString()));
        command.addAll(List.of(options));
        Process bench =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertTrue(bench.waitFor(LIMIT_S, TimeUnit.SECONDS), "it ended");
            assertEquals(0, bench.exitValue(), Files.readString(said));
            return JsonText.parseObject(Files.readString(json)).objects("results");
        } finally {
            bench.destroy();
        }
    }
}
