package dev.flysnap.cli;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What to do where Fly accepts a request and makes no new snapshot: {@code fail}, or {@code
 * accept-newer-than=10m}.
 *
 * @param acceptNewerThan absent = fail
 */
record OnCoalesce(Optional<Duration> acceptNewerThan) {
    private static final String ACCEPT = "accept-newer-than=";

    /** Reads what the command line says. */
    static final class Converter implements ITypeConverter<OnCoalesce> {
        @Override
        public OnCoalesce convert(String text) {
            if (text.equals("fail")) {
                return new OnCoalesce(Optional.empty());
            }
            if (!text.startsWith(ACCEPT)) {
                throw new TypeConversionException(
                        "\"" + text + "\" is neither fail nor accept-newer-than=10m");
            }
            return new OnCoalesce(
                    Optional.of(new Durations().convert(text.substring(ACCEPT.length()))));
        }
    }
}
