package dev.flysnap.cli;

import dev.flysnap.json.Json;
import dev.flysnap.restore.RestorePlan;
import dev.flysnap.restore.RestoreReport;
import dev.flysnap.snapshot.StoragePrice;
import java.util.Locale;
import java.util.Optional;

/** What is there after a restore costs a month; the old pair too, where that is kept. */
final class RestoreCost {
    private static final StoragePrice PRICE = StoragePrice.LATEST_KNOWN;

    private final int newGb;
    private final boolean keepsOld;
    private final Optional<Integer> oldGb;

    RestoreCost(RestorePlan plan, RestoreReport report) {
        newGb = plan.newVolume().sizeGb();
        keepsOld = keepsOld(plan, report);
        oldGb = plan.grounds().oldVolumeGb().filter(_ -> keepsOld);
    }

    /** Whether the old machine and its volume stay until they are finished. */
    static boolean keepsOld(RestorePlan plan, RestoreReport report) {
        return plan.cutover() && report.old().isPresent() && !report.finished();
    }

    String words() {
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
        Json.Obj json = Json.Obj.empty().with("new_volume", new Json.Num(dollars(newGb)));
        if (oldGb.isPresent()) {
            json = json.with("old_volume", new Json.Num(dollars(oldGb.get())));
        }
        if (keepsOld) {
            json = json.with("old_machine_per_gb_of_its_root", new Json.Num(dollars(1)));
        }
        return json.with("prices_of", PRICE.asOf().toString());
    }

    private static String dollars(int sizeGb) {
        return String.format(Locale.ROOT, "%.2f", PRICE.ofVolume(sizeGb));
    }
}
