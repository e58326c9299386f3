package dev.flysnap.cli.option;

import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * What to do if Fly accepts a request but makes no new snapshot: {@code fail}, or {@code
 * accept-newer-than=10m}.
 *
 * @param acceptNewerThan absent = fail
 */
public record CoalesceOption(Optional<Duration> acceptNewerThan) {
    private static final String ACCEPT = "accept-newer-than=";

    /** Parses the option. */
    public static final class Converter implements ITypeConverter<CoalesceOption> {
        @Override
        public CoalesceOption convert(String text) {
            if (text.equals("fail")) {
                return new CoalesceOption(Optional.empty());
            }
            if (!text.startsWith(ACCEPT)) {
                throw new TypeConversionException(
                        "\"" + text + "\" is neither fail nor accept-newer-than=10m");
            }
            return new CoalesceOption(
                    Optional.of(new DurationConverter().convert(text.substring(ACCEPT.length()))));
        }
    }
}
