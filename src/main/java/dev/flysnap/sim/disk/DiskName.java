package dev.flysnap.sim.disk;

import java.util.regex.Pattern;

/** Checks that an id of the simulated world is safe as a file name. */
public final class DiskName {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private DiskName() {}

    public static String of(String id) {
        if (!FORM.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" cannot be the name of a volume".formatted(id));
        }
        return id;
    }
}
