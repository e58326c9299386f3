package dev.flysnap.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A timeout. Zero is refused: every wait would fail, halfway through. */
public final class TimeoutConverter implements ITypeConverter<Duration> {
    private final DurationConverter durations = new DurationConverter();

    @Override
    public Duration convert(String text) {
        Duration limit = durations.convert(text);
        if (!limit.isPositive()) {
            throw new TypeConversionException(
                    "\"" + text + "\" is no timeout: it has to be longer than zero");
        }
        return limit;
    }
}
