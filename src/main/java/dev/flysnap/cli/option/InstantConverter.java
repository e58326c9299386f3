package dev.flysnap.cli.option;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Points in time as people write them: {@code 2026-01-31T09:05:00Z}, {@code
 * 2026-01-31T10:05+01:00}, {@code 2026-01-31 09:05} (UTC), {@code 2026-01-31 09:05:00 UTC} (as
 * flysnap prints them), {@code 2026-01-31} (the end of that day, UTC).
 */
public final class InstantConverter implements ITypeConverter<Instant> {
    private static final int DATE_LENGTH = "2026-01-31".length();

    @Override
    public Instant convert(String text) {
        String iso = text.strip().replace(" UTC", "Z").replace(' ', 'T');
        try {
            if (iso.length() == DATE_LENGTH) {
                return LocalDate.parse(iso)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minusNanos(1);
            }
            return iso.matches(".*(Z|[+-]\\d\\d:\\d\\d)")
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException(
                    "\"%s\" is not a time, such as 2026-01-31T09:05Z or \"2026-01-31 09:05\" (UTC)"
                            .formatted(text));
        }
    }
}
