package dev.flysnap.model;

import java.util.regex.Pattern;

/** A Fly volume's identifier, such as {@code vol_4qk5xqz7y1mj8w2r}. */
public record VolumeId(String value) {
    private static final Pattern FORM = Pattern.compile("vol_[a-z0-9]{4,40}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a
     *     volume id
     */
    public VolumeId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a volume id: those look like vol_4qk5xqz7y1mj8w2r"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
