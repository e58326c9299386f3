package dev.flysnap.sim.disk;

import java.util.regex.Pattern;

/** Holds that an id can be a file name: it comes from the simulated world, but ends on a disk. */
public final class DiskName {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}");

    private DiskName() {}

    public static String of(String id) {
        if (!FORM.matcher(id).matches()) {
            throw new IllegalArgumentException("\"" + id + "\" cannot be the name of a volume");
        }
        return id;
    }
}
