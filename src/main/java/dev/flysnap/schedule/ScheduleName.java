package dev.flysnap.schedule;

import java.util.Locale;
import java.util.regex.Pattern;

/** The name of a schedule, unique in flysnap's app. */
public record ScheduleName(String value) {
    private static final int MAX_LENGTH = 20;
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it is no such name
     */
    public ScheduleName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no name of a schedule: those have at most %d small letters, digits and hyphens"
                            .formatted(value, MAX_LENGTH));
        }
    }

    /** A name made of any text. */
    public static ScheduleName from(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = plain.substring(0, Math.min(plain.length(), MAX_LENGTH));
        return new ScheduleName(cut.replaceAll("^-+|-+$", ""));
    }

    /** The machine's; it does not look like something temporary, which is cleaned up. */
    String machineName() {
        return "schedule-" + value;
    }

    /** The name of its volume, which no deploy looks for. */
    String volumeName() {
        return "schedule_" + value.replace('-', '_');
    }

    @Override
    public String toString() {
        return value;
    }
}
