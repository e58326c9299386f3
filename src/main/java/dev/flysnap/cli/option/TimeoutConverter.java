package dev.flysnap.cli.option;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long to wait at most: with no time at all every wait would fail, half way through. */
public final class TimeoutConverter implements ITypeConverter<Duration> {
    private final DurationConverter durations = new DurationConverter();

    @Override
    public Duration convert(String text) {
        Duration limit = durations.convert(text);
        if (!limit.isPositive()) {
            throw new TypeConversionException(
                    "\"" + text + "\" is no limit: nothing is done in no time");
        }
        return limit;
    }
}
