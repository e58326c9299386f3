package dev.flysnap.time;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations as people and Go write them: {@code 1500ms}, {@code 1m30s}, {@code 30d}. */
public final class DurationText {
    private static final int MAX_LENGTH = 40;
    private static final Pattern FORM =
            Pattern.compile("(?:\\d+(?:\\.\\d+)?(?:d|h|ms|m|s|us|ns))+");
    private static final Pattern PART = Pattern.compile("(\\d+)(?:\\.(\\d+))?(d|h|ms|m|s|us|ns)");
    private static final long MAX_NANOS = Long.MAX_VALUE / 4;

    /** Empty when {@code text} is no duration, or one of more than some seventy years. */
    public static Optional<Duration> parse(String text) {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        long nanos = 0;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            try {
                nanos = Math.addExact(nanos, nanosOf(part));
            } catch (ArithmeticException | NumberFormatException e) {
                return Optional.empty();
            }
        }
        return nanos > MAX_NANOS ? Optional.empty() : Optional.of(Duration.ofNanos(nanos));
    }

    /** In whole numbers: the first decimal one of a process takes java 20 ms. */
    private static long nanosOf(MatchResult part) {
        long unit = nanosOf(part.group(3));
        String decimals = Objects.requireNonNullElse(part.group(2), "");
        long fraction = 0;
        for (int i = decimals.length() - 1; i >= 0; i--) {
            fraction = (Character.digit(decimals.charAt(i), 10) * unit + fraction) / 10;
        }
        return Math.addExact(Math.multiplyExact(Long.parseLong(part.group(1)), unit), fraction);
    }

    /**
     * For messages, such as {@code 850 ms}, {@code 12.3 s}, {@code 4 min 5 s}, {@code 26 h} or
     * {@code 3 days 2 h}: at most two units.
     */
    public static String of(Duration duration) {
        if (duration.toMillis() < 1000) {
            return duration.toMillis() + " ms";
        }
        if (duration.toSeconds() < 60) {
            return duration.toMillisPart() == 0
                    ? duration.toSeconds() + " s"
                    : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (duration.toHours() < 1) {
            return two(duration.toMinutes(), " min", duration.toSecondsPart(), " s");
        }
        if (duration.toHours() < 48) {
            return two(duration.toHours(), " h", duration.toMinutesPart(), " min");
        }
        return two(duration.toDays(), " days", duration.toHoursPart(), " h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }

    private static long nanosOf(String unit) {
        return switch (unit) {
            case "d" -> Duration.ofDays(1).toNanos();
            case "h" -> Duration.ofHours(1).toNanos();
            case "m" -> Duration.ofMinutes(1).toNanos();
            case "s" -> Duration.ofSeconds(1).toNanos();
            case "ms" -> 1_000_000L;
            case "us" -> 1_000L;
            default -> 1L;
        };
    }

    private DurationText() {}
}
