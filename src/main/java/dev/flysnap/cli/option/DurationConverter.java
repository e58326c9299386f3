package dev.flysnap.cli.option;

import dev.flysnap.time.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Durations as people write them: {@code 1500ms}, {@code 90s}, {@code 10m}, {@code 2h}, {@code
 * 30d}.
 */
public final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return DurationText.parse(text)
                .orElseThrow(() ->
                        new TypeConversionException(
                                "\"%s\" is not a duration, such as 1500ms, 90s, 10m, 2h or 30d"
                                        .formatted(text)));
    }

    /** For tables, at most four characters: {@code 12s}, {@code 4m}, {@code 3h}, {@code 5d}. */
    public static String shortText(Duration duration) {
        if (duration.toSeconds() < 120) {
            return duration.toSeconds() + "s";
        }
        if (duration.toMinutes() < 120) {
            return duration.toMinutes() + "m";
        }
        return duration.toHours() < 48 ? duration.toHours() + "h" : duration.toDays() + "d";
    }

    /**
     * For people: {@code 850 ms}, {@code 12.3 s}, {@code 30 s}, {@code 4 min}, {@code 3 h}, {@code
     * 5 d}.
     */
    public static String text(Duration duration) {
        long ms = duration.toMillis();
        if (ms < 1000) {
            return ms + " ms";
        }
        if (ms < 120_000) {
            return ms % 1000 == 0 ? ms / 1000 + " s" : "%.1f s".formatted(ms / 1000.0);
        }
        if (duration.toMinutes() < 120) {
            return duration.toMinutes() + " min";
        }
        return duration.toHours() < 48 ? duration.toHours() + " h" : duration.toDays() + " d";
    }
}
