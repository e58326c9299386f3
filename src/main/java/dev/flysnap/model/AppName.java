package dev.flysnap.model;

import java.util.regex.Pattern;

/** The name of a Fly app, such as {@code my-shop}. */
public record AppName(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not an app
     *     name
     */
    public AppName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an app name: those are lower-case letters, digits and dashes, such as my-shop"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
