package dev.flysnap.fly.resource;

import java.util.regex.Pattern;

/** The name of a container of a machine, as its config has it. */
public record ContainerName(String value) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be one
     */
    public ContainerName {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not the name of a container: those have letters, digits, _ . and -"
                            .formatted(value));
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
