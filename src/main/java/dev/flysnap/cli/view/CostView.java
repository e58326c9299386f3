package dev.flysnap.cli.view;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.catalog.StoragePrice;
import java.util.List;
import java.util.Locale;

/** What snapshots take in storage, and what that costs. */
public final class CostView {
    private record Stored(int snapshots, long storedBytes, String pricesOf) {}

    private static final StoragePrice PRICE = StoragePrice.LATEST_KNOWN;

    public static String of(List<SnapshotRow> rows) {
        long stored = StoragePrice.stored(rows);
        return String.format(
                Locale.ROOT,
                "%d snapshot%s, %s stored: $%.2f a month; $%.2f if nothing were free%n"
                        + "($0.%02d per GB-month, %d GB free, prices of %s)",
                rows.size(),
                rows.size() == 1 ? "" : "s",
                ByteSizes.text(stored),
                PRICE.dollars(stored),
                PRICE.withoutFree(stored),
                PRICE.centsPerGbMonth(),
                PRICE.freeGb(),
                PRICE.asOf());
    }

    public static Json.Obj json(List<SnapshotRow> rows) {
        long stored = StoragePrice.stored(rows);
        return Records.write(Stored.class, new Stored(rows.size(), stored, PRICE.asOf().toString()))
                .with("dollars_a_month", amount(PRICE.dollars(stored)))
                .with("dollars_a_month_without_free", amount(PRICE.withoutFree(stored)));
    }

    private static Json.Num amount(double dollars) {
        return new Json.Num(String.format(Locale.ROOT, "%.4f", dollars));
    }

    private CostView() {}
}
