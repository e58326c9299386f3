package dev.flysnap.cli.view;

/** Byte counts for people. */
public final class ByteSizes {
    private static final long KB = 1000;

    /** Such as {@code 36 MB}, in decimal units. */
    public static String text(long bytes) {
        if (bytes < KB) {
            return bytes + " B";
        }
        if (bytes < KB * KB) {
            return bytes / KB + " kB";
        }
        return bytes < 10 * KB * KB * KB
                ? "%.1f MB".formatted(bytes / (double) (KB * KB))
                : bytes / (KB * KB * KB) + " GB";
    }

    private ByteSizes() {}
}
