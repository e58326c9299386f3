package dev.flysnap.seal;

/**
 * How zstd compresses.
 *
 * @param level 1 (fast) to 19 (small)
 * @param threads besides the caller's; 0 = none
 */
public record Compression(int level, int threads) {
    public static final int MAX_LEVEL = 19;

    /** Level 9 takes four times as long for 4 % less. */
    static final int DEFAULT_LEVEL = 3;

    /** More gain little, and take from the app beside it. */
    private static final int MAX_THREADS = 2;

    /**
     * @throws IllegalArgumentException with a sentence for the user, if there is no such level
     */
    public Compression {
        if (level < 1 || level > MAX_LEVEL) {
            throw new IllegalArgumentException(
                    "%d is no level of compression: those are 1 to %d".formatted(level, MAX_LEVEL));
        }
    }

    public static Compression standard() {
        return ofLevel(DEFAULT_LEVEL);
    }

    /** With as many threads as the machine has processors, at most two. */
    public static Compression ofLevel(int level) {
        return new Compression(
                level, Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors()));
    }
}
