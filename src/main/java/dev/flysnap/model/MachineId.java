package dev.flysnap.model;

import java.util.regex.Pattern;

/** A Fly machine's identifier, such as {@code 1857156b526dd8}. */
public record MachineId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{6,40}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code value} is not a
     *     machine id
     */
    public MachineId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a machine id: those look like 1857156b526dd8".formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
