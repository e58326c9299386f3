package dev.flysnap.journal;

import java.util.Optional;
import java.util.regex.Pattern;

/** The slug of a Fly organisation, such as {@code personal}. */
public record OrganizationSlug(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,100}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a slug
     */
    public OrganizationSlug {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not the slug of an organisation: those are letters, digits and dashes"
                            .formatted(value));
        }
    }

    /** The slug in an answer of the platform; empty for a text that is none. */
    public static Optional<OrganizationSlug> parse(String text) {
        return FORM.matcher(text).matches()
                ? Optional.of(new OrganizationSlug(text))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
