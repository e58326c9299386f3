package dev.flysnap.demo.shop;

import java.time.Duration;

/** How many orders the app writes. */
public sealed interface OrderRate {
    int MAX_PER_SECOND = 10_000;

    /** About that many in a second, at uneven distances as customers keep them. */
    record PerSecond(int orders) implements OrderRate {
        public PerSecond {
            if (orders < 1 || orders > MAX_PER_SECOND) {
                throw new IllegalArgumentException(
                        "a rate is from 1 to %d orders a second, or max".formatted(MAX_PER_SECOND));
            }
        }
    }

    /** The next one as soon as the last one is committed. */
    record Max() implements OrderRate {}

    /**
     * @throws IllegalArgumentException with a sentence for the user, if {@code text} is neither a
     *     number nor {@code max}
     */
    static OrderRate parse(String text) {
        if (text.equals("max")) {
            return new Max();
        }
        int orders;
        try {
            orders = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is no rate: it is a number of orders a second, or max".formatted(text),
                    e);
        }
        return new PerSecond(orders);
    }

    /**
     * The pause before the next order.
     *
     * @param chance from 0 to 1
     */
    default Duration pause(double chance) {
        return switch (this) {
            case PerSecond(int orders) -> Duration.ofNanos((long) ((0.5 + chance) * 1e9 / orders));
            case Max() -> Duration.ZERO;
        };
    }
}
