package dev.flysnap.drill;

import dev.flysnap.snapshot.catalog.StoragePrice;
import java.time.Duration;
import java.time.LocalDate;

/**
 * About what Fly charges for a drill's volume and machine. Source: Fly docs, Pricing: a machine of
 * {@link Drill}'s size by the second, in the dearest region; a volume by the hour.
 *
 * @param dollars of a drill
 * @param pricesOf the date of the prices
 */
public record DrillCost(double dollars, LocalDate pricesOf) {
    private static final StoragePrice STORAGE = StoragePrice.LATEST_KNOWN;

    /** Of a machine with one shared CPU and 512 MB. */
    private static final double MACHINE_DOLLARS_A_SECOND = 0.0000025;

    private static final double HOURS_A_MONTH = 730;

    static DrillCost of(int volumeGb, Duration took) {
        long hours = took.plusHours(1).minusNanos(1).toHours();
        double volume = STORAGE.monthlyDollarsOfVolume(volumeGb) / HOURS_A_MONTH * hours;
        return new DrillCost(volume + took.toSeconds() * MACHINE_DOLLARS_A_SECOND, STORAGE.asOf());
    }
}
