package dev.flysnap.cli.view;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.problem.Count;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.catalog.StoragePrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/** How much storage snapshots use, and what it costs. */
public final class CostView {
    private record Document(
            int snapshots,
            long storedBytes,
            String pricesOf,
            @JsonName("dollars_a_month") BigDecimal monthlyDollars,
            @JsonName("dollars_a_month_without_free") BigDecimal monthlyDollarsWithoutFree) {}

    private static final StoragePrice PRICE = StoragePrice.LATEST_KNOWN;

    public static String of(List<SnapshotRow> rows) {
        long stored = StoragePrice.storedBytes(rows);
        return String.format(
                Locale.ROOT,
                """
                %s, %s stored: $%.2f a month; $%.2f if nothing were free
                ($0.%02d per GB-month, %d GB free, prices of %s)\
                """,
                Count.of(rows.size(), "snapshot"),
                ByteSizes.text(stored),
                PRICE.monthlyDollars(stored),
                PRICE.monthlyDollarsWithoutFreeGb(stored),
                PRICE.centsPerGbMonth(),
                PRICE.freeGb(),
                PRICE.asOf());
    }

    public static Json.Obj json(List<SnapshotRow> rows) {
        long stored = StoragePrice.storedBytes(rows);
        return Records.write(
                Document.class,
                new Document(
                        rows.size(),
                        stored,
                        PRICE.asOf().toString(),
                        amount(PRICE.monthlyDollars(stored)),
                        amount(PRICE.monthlyDollarsWithoutFreeGb(stored))));
    }

    private static BigDecimal amount(double dollars) {
        return BigDecimal.valueOf(dollars).setScale(4, RoundingMode.HALF_UP);
    }

    private CostView() {}
}
