package dev.flysnap.demo.shop;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * One start of the order app, such as {@code s_4f09a1c27d3b}. After a restore the numbers of lost
 * orders are given out again: the session tells the old ones from the new ones.
 */
public record OrderSession(String value) {
    private static final Pattern FORM = Pattern.compile("s_[0-9a-f]{12}");

    /**
     * @throws IllegalArgumentException if {@code value} is not one
     */
    public OrderSession {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a session of the order app".formatted(value));
        }
    }

    static OrderSession random() {
        return new OrderSession(
                "s_%012x".formatted(ThreadLocalRandom.current().nextLong(1L << 48)));
    }

    @Override
    public String toString() {
        return value;
    }
}
