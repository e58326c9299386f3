package dev.flysnap.sim.platform;

import dev.flysnap.json.Json;
import dev.flysnap.time.DurationText;
import java.time.Duration;
import java.util.Optional;

/** Durations as the platform's clients write them: {@code "5s"}, {@code "1m30s"}, nanoseconds. */
public final class GoDuration {
    /** Empty when it is no duration. */
    public static Optional<Duration> read(Json json) {
        return switch (json) {
            case Json.Str(String text) -> parse(text);
            case Json.Num number -> {
                try {
                    yield Optional.of(Duration.ofNanos(number.value().longValueExact()));
                } catch (ArithmeticException notWhole) {
                    yield Optional.empty();
                }
            }
            default -> Optional.empty();
        };
    }

    /** Empty when it is no duration; Go knows no days. */
    public static Optional<Duration> parse(String text) {
        return text.contains("d") ? Optional.empty() : DurationText.parse(text);
    }

    private GoDuration() {}
}
