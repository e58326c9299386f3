package dev.flysnap.problem;

import java.util.List;

/** A list on one line of a terminal, however long it is. */
public final class ShortList {
    private static final int MAX_NAMED = 6;

    /** Such as {@code a, b, c, d, e, f and 14 more}; the JSON document has them all. */
    public static String text(List<String> items) {
        return items.size() <= MAX_NAMED + 1
                ? String.join(", ", items)
                : "%s and %d more"
                        .formatted(
                                String.join(", ", items.subList(0, MAX_NAMED)),
                                items.size() - MAX_NAMED);
    }

    private ShortList() {}
}
