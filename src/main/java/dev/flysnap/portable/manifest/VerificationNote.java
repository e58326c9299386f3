package dev.flysnap.portable.manifest;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.seal.ContentHash;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A copy was read back from its store, opened and checked. Its name says all, so that a list of
 * names is enough: {@code CONTENT.verified-20261128T210500Z-full}.
 *
 * @param result how deep it was checked; empty = it is bad
 */
public record VerificationNote(ObjectName content, Instant at, Optional<CheckDepth> result) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssX", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern FORM =
            Pattern.compile(
                    "(?<content>.+)\\.verified-(?<at>\\d{8}T\\d{6}Z)-(?<result>quick|full|bad)");
    private static final String BAD = "bad";

    /** What the object says, for people. */
    @JsonName("copy-verification")
    record Text(
            ObjectName content,
            Instant verifiedAt,
            boolean good,
            Optional<CheckDepth> checked,
            ContentHash stored) {}

    /** Empty if the object is none. */
    static Optional<VerificationNote> parse(ObjectName name) {
        Matcher form = FORM.matcher(name.value());
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new VerificationNote(
                            new ObjectName(form.group("content")),
                            TIME.parse(form.group("at"), Instant::from),
                            Optional.of(form.group("result"))
                                    .filter(it -> !it.equals(BAD))
                                    .map(it -> CheckDepth.valueOf(it.toUpperCase(Locale.ROOT)))));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /**
     * @throws IllegalArgumentException if the copy's own name is too long for that
     */
    ObjectName name() {
        return new ObjectName(
                "%s.verified-%s-%s"
                        .formatted(
                                content,
                                TIME.format(at),
                                result.map(it -> it.name().toLowerCase(Locale.ROOT)).orElse(BAD)));
    }

    public boolean isGood() {
        return result.isPresent();
    }
}
