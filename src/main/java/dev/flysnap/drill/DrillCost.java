package dev.flysnap.drill;

import dev.flysnap.snapshot.catalog.StoragePrice;
import java.time.Duration;
import java.time.LocalDate;

/**
 * About what Fly charges for a drill's volume and machine, rounded up: the volume by the hour, the
 * machine by the second. Source: Fly docs, Pricing.
 *
 * @param dollars of a drill
 * @param pricesOf the date of the prices
 */
public record DrillCost(double dollars, LocalDate pricesOf) {
    private static final StoragePrice STORAGE = StoragePrice.LATEST_KNOWN;

    /** Of one with a shared CPU and 512 MB, which is about $4 a month, in a dear region. */
    private static final double MACHINE_DOLLARS_A_SECOND = 0.0000025;

    private static final double HOURS_A_MONTH = 730;

    static DrillCost of(int volumeGb, Duration took) {
        long hours = took.plusHours(1).minusNanos(1).toHours();
        double volume = STORAGE.monthlyDollarsOfVolume(volumeGb) / HOURS_A_MONTH * hours;
        return new DrillCost(volume + took.toSeconds() * MACHINE_DOLLARS_A_SECOND, STORAGE.asOf());
    }
}
