package dev.flysnap.model;

import java.util.regex.Pattern;

/** A volume snapshot's identifier, such as {@code vs_4LNvXLLK0P6tk6KgqoexaBw}. */
public record SnapshotId(String value) {
    private static final Pattern FORM = Pattern.compile("vs_[A-Za-z0-9]{4,60}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a
     *     snapshot id
     */
    public SnapshotId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a snapshot id: those look like vs_4LNvXLLK0P6tk6KgqoexaBw"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
