package dev.flysnap.cli.restore;

import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.snapshot.catalog.StoragePrice;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * The monthly cost after a restore, with that of the old machine and volume while they are kept.
 */
final class RestoreCostView {
    private static final StoragePrice PRICE = StoragePrice.LATEST_KNOWN;

    private final int newGb;
    private final boolean keepsOld;
    private final Optional<Integer> oldGb;

    RestoreCostView(RestorePlan plan, RestoreReport report) {
        newGb = plan.newVolume().sizeGb();
        keepsOld = keepsOld(plan, report);
        oldGb = plan.grounds().oldVolumeGb().filter(_ -> keepsOld);
    }

    /** Whether the old machine and volume stay until {@code flysnap finish}. */
    static boolean keepsOld(RestorePlan plan, RestoreReport report) {
        return plan.cutover() && report.old().isPresent() && !report.finished();
    }

    String text() {
        String kept =
                keepsOld
                        ? oldGb.map(it -> ", old volume $" + dollars(it)).orElse("")
                                + ", old machine $0.%02d per GB of its root file system"
                                        .formatted(PRICE.volumeCentsPerGbMonth())
                        : "";
        return "a month: new volume $%s%s; prices of %s"
                .formatted(dollars(newGb), kept, PRICE.asOf());
    }

    Json.Obj json() {
        return Records.write(
                Dollars.class,
                new Dollars(
                        dollars(newGb),
                        oldGb.map(RestoreCostView::dollars),
                        Optional.of(dollars(1)).filter(_ -> keepsOld),
                        PRICE.asOf().toString()));
    }

    private record Dollars(
            BigDecimal newVolume,
            Optional<BigDecimal> oldVolume,
            Optional<BigDecimal> oldMachinePerGbOfItsRoot,
            String pricesOf) {}

    private static BigDecimal dollars(int sizeGb) {
        return BigDecimal.valueOf(PRICE.monthlyDollarsOfVolume(sizeGb))
                .setScale(2, RoundingMode.HALF_UP);
    }
}
