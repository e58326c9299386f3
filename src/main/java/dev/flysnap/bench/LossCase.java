package dev.flysnap.bench;

import dev.flysnap.demo.shop.OrderRate;
import dev.flysnap.demo.shop.Synchronous;
import dev.flysnap.model.AppName;
import java.util.Locale;

/** One app under load, and one snapshot of it. */
record LossCase(Synchronous synchronous, OrderRate rate, LossMethod method) {

    AppName app() {
        return new AppName(
                "shop-%s-%s-%s"
                        .formatted(synchronous, rateOption(), method)
                        .toLowerCase(Locale.ROOT));
    }

    /** As the order app's option wants it. */
    String rateOption() {
        return switch (rate) {
            case OrderRate.PerSecond(int orders) -> String.valueOf(orders);
            case OrderRate.Max() -> "max";
        };
    }

    boolean isSaturated() {
        return rate instanceof OrderRate.Max;
    }

    String description() {
        return "synchronous=%s, %s, %s"
                .formatted(
                        synchronous,
                        isSaturated() ? "saturated" : rateOption() + " commits/s",
                        method.title().replace("`", ""));
    }
}
