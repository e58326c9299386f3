package dev.flysnap.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({
        "1500ms, PT1.5S",
        "1m30s, PT1M30S",
        "30d, PT720H",
        "1.5h, PT1H30M",
        "0.25d12us3ns, PT6H0.000012003S",
        "0.0000000019s, PT0.000000001S",
        "1.99999999999999999999999999999999999s, PT1.999999999S",
        "26687d, PT640488H"
    })
    void partsOfAnyUnitAreAdded(String text, Duration duration) {
        assertEquals(Optional.of(duration), DurationText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "s",
                "-1s",
                "1.s",
                ".5s",
                "1 s",
                "1w",
                "26688d",
                "9223372036854775807h",
                "9223372036854775808ns",
                "99999999999999999999999999999999999999s",
                "9223372036854775807ns9223372036854775807ns"
            })
    void noOtherTextAndNothingAboveSeventyYearsIsOne(String text) {
        assertEquals(Optional.empty(), DurationText.parse(text));
    }
}
