package dev.flysnap.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long to wait at most: with no time at all every wait would fail, half way through. */
final class WaitLimit implements ITypeConverter<Duration> {
    private final Durations durations = new Durations();

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
