package dev.flysnap.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstantConverterTest {
    private static final Instant MOMENT = Instant.parse("2026-01-31T09:05:00Z");

    @Test
    void aMomentIsReadInEachFormAlsoAsItIsPrinted() {
        for (String text :
                List.of(
                        "2026-01-31T09:05:00Z",
                        "2026-01-31T10:05+01:00",
                        "2026-01-31 09:05",
                        TimeText.of(MOMENT))) {
            assertEquals(MOMENT, new InstantConverter().convert(text), text);
        }
    }
}
