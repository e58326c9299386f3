package dev.flysnap.sim.world;

import dev.flysnap.json.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the platform's clients write them: {@code "5s"}, {@code "1m30s"}, nanoseconds. */
public final class GoDuration {
    private static final Pattern FORM = Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:h|ms|m|s|us|ns))+");
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(h|ms|m|s|us|ns)");

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

    /** Empty when it is no duration. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > 40 || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long unitNanos =
                    switch (part.group(2)) {
                        case "h" -> 3_600_000_000_000L;
                        case "m" -> 60_000_000_000L;
                        case "s" -> 1_000_000_000L;
                        case "ms" -> 1_000_000L;
                        case "us" -> 1_000L;
                        default -> 1L;
                    };
            BigDecimal nanos =
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unitNanos));
            if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE / 4)) > 0) {
                return Optional.empty();
            }
            sum = sum.plusNanos(nanos.longValue());
        }
        return Optional.of(sum);
    }

    private GoDuration() {}
}
