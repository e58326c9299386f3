package dev.flysnap.model;

import java.util.regex.Pattern;

/** A Fly region's code, such as {@code ams}. */
public record Region(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z]{3}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a
     *     region
     */
    public Region {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a region: those have three letters, such as ams or fra"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
