package dev.flysnap.portable.store;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The name of an object in a store. Names are flat: there are no folders in a store. */
public record ObjectName(String value) implements Comparable<ObjectName> {
    /** What flysnap's own unfinished files begin with. */
    static final String DRAFT = ".flysnap-draft-";

    private static final Pattern FORM = Pattern.compile("[^/\\p{Cntrl}]+");

    private static final int MAX_BYTES = 250;

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be one
     */
    public ObjectName {
        if (!FORM.matcher(value).matches()
                || value.equals(".")
                || value.equals("..")
                || value.startsWith(DRAFT)
                || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be the name of a copy: at most %d bytes, without slashes and control characters"
                            .formatted(value, MAX_BYTES));
        }
    }

    @Override
    public int compareTo(ObjectName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
