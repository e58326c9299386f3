package dev.flysnap.problem;

/** A number of things in words. */
public final class Count {
    /**
     * Such as {@code 1 day} or {@code 5 days}.
     *
     * @param one the word for one of them, whose plural ends with s
     */
    public static String of(long number, String one) {
        return "%d %s%s".formatted(number, one, number == 1 ? "" : "s");
    }

    private Count() {}
}
