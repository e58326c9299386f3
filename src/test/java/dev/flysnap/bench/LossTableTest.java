package dev.flysnap.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.demo.shop.OrderRate;
import dev.flysnap.demo.shop.Synchronous;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossTableTest {
    private static final List<LossMethod> METHODS = List.of(LossMethod.values());

    @Test
    void onlyWhatFlysnapPromisedCountsAsBroken() {
        assertDoesNotThrow(table(result(LossMethod.PLAIN, 5, 5))::check);
        assertDoesNotThrow(table(result(LossMethod.TRUNCATE, 5, 5))::check);
        assertDoesNotThrow(table(result(LossMethod.SYNCED, 0, 5))::check, "after T");
        assertDoesNotThrow(table(result(LossMethod.HELD, 0, 0))::check);
        for (LossResult broken :
                List.of(result(LossMethod.SYNCED, 1, 1), result(LossMethod.HELD, 0, 1))) {
            FlysnapException e =
                    assertThrows(FlysnapException.class, table(broken)::check, broken::toString);
            assertEquals(ExitCode.CHECK_NOT_MET, e.problem().exit());
            assertTrue(e.problem().what().contains("1 of "), e.problem().what());
        }
    }

    @Test
    void theTableIsMarkdownWithAColumnForEachMethod() {
        String text =
                new LossTable(
                                plan(METHODS),
                                List.of(
                                        result(LossMethod.PLAIN, 1100, 1100),
                                        result(LossMethod.TRUNCATE, 0, 3),
                                        result(LossMethod.SYNCED, 0, 2),
                                        result(LossMethod.HELD, 0, 0)))
                        .text();
        assertEquals(
                """
                | `synchronous` | load | plain snapshot | `TRUNCATE`, then snapshot | flysnap, `synced` | flysnap, `held` |
                | --- | --- | ---: | ---: | ---: | ---: |
                | NORMAL | 20/s | 1,100 of 1,200 | 3 of 1,200 | 0 of 1,190 | 0 of 1,200 |
                """,
                text.substring(0, text.indexOf("\n\n") + 1));
        assertTrue(text.endsWith("at most 40 ms earlier."), text);
    }

    @Test
    void everyNumberIsInTheJson() {
        String json =
                table(result(LossMethod.SYNCED, 0, 2))
                        .json(Instant.EPOCH)
                        .objects("results")
                        .getFirst()
                        .toString();
        assertTrue(json.contains("1190") && json.contains("1200"), json);
    }

    private static LossTable table(LossResult result) {
        return new LossTable(plan(List.of(result.method())), List.of(result));
    }

    private static LossPlan plan(List<LossMethod> methods) {
        return new LossPlan(
                Path.of("/opt/flysnap/bin/flysnap"),
                List.of(Synchronous.NORMAL),
                List.of(new OrderRate.PerSecond(20)),
                methods,
                Optional.empty(),
                Optional.empty());
    }

    private static LossResult result(LossMethod method, long missingBeforeT, long missing) {
        return new LossResult(
                Synchronous.NORMAL,
                "20",
                method,
                "synced",
                1190,
                missingBeforeT,
                1200,
                missing,
                Duration.ofMillis(40),
                Duration.ofSeconds(40),
                true);
    }
}
