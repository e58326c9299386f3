package dev.flysnap.cli.view;

import dev.flysnap.snapshot.catalog.StoragePrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** What volumes cost a month, attached or not. */
public final class VolumeCost {
    private static final StoragePrice PRICE = StoragePrice.LATEST_KNOWN;

    /** Such as {@code 3 GB, $0.45 a month}. */
    public static String text(int sizeGb) {
        return String.format(
                Locale.ROOT, "%d GB, $%.2f a month", sizeGb, PRICE.monthlyDollarsOfVolume(sizeGb));
    }

    public static BigDecimal dollars(int sizeGb) {
        return BigDecimal.valueOf(PRICE.monthlyDollarsOfVolume(sizeGb))
                .setScale(2, RoundingMode.HALF_UP);
    }

    private VolumeCost() {}
}
