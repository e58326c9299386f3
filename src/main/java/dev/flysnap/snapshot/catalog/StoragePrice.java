package dev.flysnap.snapshot.catalog;

import java.time.LocalDate;
import java.util.List;

/**
 * Fly's prices for keeping snapshots and volumes, as of a date. They change; this is the only place
 * for them. Source: Fly docs, Pricing.
 *
 * @param asOf the date of these prices
 * @param centsPerGbMonth for the storage of snapshots
 * @param freeGb free storage of snapshots
 * @param volumeCentsPerGbMonth for a volume's provisioned size, attached or not; a stopped
 *     machine's root file system costs the same
 */
public record StoragePrice(
        LocalDate asOf, int centsPerGbMonth, int freeGb, int volumeCentsPerGbMonth) {
    public static final StoragePrice LATEST_KNOWN =
            new StoragePrice(LocalDate.of(2026, 8, 1), 8, 10, 15);

    /** Prices are assumed to be per decimal GB. */
    private static final double BYTES_PER_BILLED_GB = 1e9;

    /** When other snapshots already use the free storage. */
    public double monthlyDollarsWithoutFreeGb(long bytes) {
        return bytes / BYTES_PER_BILLED_GB * centsPerGbMonth / 100;
    }

    /** When all the free storage counts for these. */
    public double monthlyDollars(long bytes) {
        return Math.max(0, bytes / BYTES_PER_BILLED_GB - freeGb) * centsPerGbMonth / 100;
    }

    public double monthlyDollarsOfVolume(int sizeGb) {
        return sizeGb * volumeCentsPerGbMonth / 100.0;
    }

    /** The storage of all these snapshots, in bytes. */
    public static long storedBytes(List<SnapshotRow> rows) {
        return rows.stream().mapToLong(it -> it.snapshot().storedBytes()).sum();
    }
}
