package dev.flysnap.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowTimeTest {
    private static final Instant TIME = Instant.parse("2026-11-29T03:04:05Z");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1795921445",
                "1795921445.0",
                "1795921445000",
                "2026-11-29 03:04:05",
                "2026-11-29T03:04:05Z",
                "2026-11-29 03:04:05 UTC",
                "2026-11-29 04:04:05+01:00",
                "2026-11-29 03:04:05.000000"
            })
    void timesAreReadAsAppsKeepThem(String text) {
        assertEquals(Optional.of(TIME), RowTime.parse(text));
    }

    @Test
    void nothingElseIsATime() {
        for (String text : new String[] {"", "yesterday", "2026-11-29", "-5", "1e400", "0x10"}) {
            assertEquals(Optional.empty(), RowTime.parse(text), text);
        }
    }
}
