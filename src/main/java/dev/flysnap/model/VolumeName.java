package dev.flysnap.model;

import java.util.regex.Pattern;

/**
 * The name of a volume, which a mount refers to. Several volumes of an app may share one. Source:
 * Fly docs, Volumes.
 */
public record VolumeName(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9_]{1,30}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a
     *     volume name
     */
    public VolumeName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a volume name: those have at most 30 lower-case letters, digits and underscores, such as data"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
