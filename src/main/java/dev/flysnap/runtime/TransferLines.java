package dev.flysnap.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells of a transfer within a run: a line for each ten seconds of it, with its rate and the time
 * left, also where no terminal is attached.
 */
public final class TransferLines {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final long MB = 1_000_000;

    private final Progress progress;
    private final InstantSource clock;
    private final String what;
    private final long fromBytes;
    private final Instant begun;
    private Instant told;

    /**
     * @param what such as {@code sending /data/app.db}
     * @param fromBytes what has been there before
     */
    public TransferLines(Progress progress, InstantSource clock, String what, long fromBytes) {
        this.progress = progress;
        this.clock = clock;
        this.what = what;
        this.fromBytes = fromBytes;
        this.begun = clock.instant();
        this.told = begun;
    }

    /** Called often. */
    public void at(long doneBytes, long totalBytes) {
        Instant now = clock.instant();
        if (now.isBefore(told.plus(EVERY))) {
            return;
        }
        told = now;
        double rate =
                Math.max(1, doneBytes - fromBytes)
                        / (Duration.between(begun, now).toMillis() / 1e3);
        progress.reportAlways(
                "%s: %d of %d MB, %.1f MB/s, about %.0f s left"
                        .formatted(
                                what,
                                doneBytes / MB,
                                totalBytes / MB,
                                rate / MB,
                                (totalBytes - doneBytes) / rate));
    }
}
