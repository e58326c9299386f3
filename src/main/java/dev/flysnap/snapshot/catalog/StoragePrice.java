package dev.flysnap.snapshot.catalog;

import java.time.LocalDate;
import java.util.List;

/**
 * What snapshots and volumes cost to keep: Fly's prices on a day. They change; this is the one
 * place for them. Source: Fly docs, Pricing.
 *
 * @param asOf when that was so
 * @param centsPerGbMonth for what snapshots take in storage
 * @param freeGb what costs nothing
 * @param volumeCentsPerGbMonth for what a volume is provisioned with, attached or not; a stopped
 *     machine's root file system costs the same
 */
public record StoragePrice(
        LocalDate asOf, int centsPerGbMonth, int freeGb, int volumeCentsPerGbMonth) {
    public static final StoragePrice LATEST_KNOWN =
            new StoragePrice(LocalDate.of(2026, 8, 1), 8, 10, 15);

    /** Prices are taken to be per decimal GB. */
    private static final double BYTES_PER_BILLED_GB = 1e9;

    /** In dollars a month, when nothing is free any more. */
    public double monthlyDollarsWithoutFreeGb(long bytes) {
        return bytes / BYTES_PER_BILLED_GB * centsPerGbMonth / 100;
    }

    /** In dollars a month, when nothing else takes what is free. */
    public double monthlyDollars(long bytes) {
        return Math.max(0, bytes / BYTES_PER_BILLED_GB - freeGb) * centsPerGbMonth / 100;
    }

    /** Of a volume, in dollars a month. */
    public double monthlyDollarsOfVolume(int sizeGb) {
        return sizeGb * volumeCentsPerGbMonth / 100.0;
    }

    /** What all of them take in storage, in bytes. */
    public static long storedBytes(List<SnapshotRow> rows) {
        return rows.stream().mapToLong(it -> it.snapshot().storedBytes()).sum();
    }
}
