package dev.flysnap.bench;

import dev.flysnap.demo.shop.Synchronous;
import java.time.Duration;

/**
 * What a restored snapshot lacks of the commits that the app had been told were done.
 *
 * @param rate commits a second, or {@code max}
 * @param grade what flysnap said that the snapshot is worth
 * @param beforeT acknowledged before T: the moment from which flysnap promises; when the checkpoint
 *     was begun; the request, for a plain snapshot
 * @param missingBeforeT of those, how many are not there
 * @param beforeRequest acknowledged before the snapshot was asked for
 * @param missingBeforeRequest of those, how many are not there
 * @param fromTToRequest how long the caller took between the two
 * @param load for how long the app had written
 * @param readable whether SQLite could read the restored database at all; where not, all is missing
 */
public record LossResult(
        Synchronous synchronous,
        String rate,
        LossMethod method,
        String grade,
        long beforeT,
        long missingBeforeT,
        long beforeRequest,
        long missingBeforeRequest,
        Duration fromTToRequest,
        Duration load,
        boolean readable) {

    /** Whether flysnap lost what it had promised to keep. Others promise nothing. */
    public boolean isBroken() {
        return switch (method) {
            case PLAIN, TRUNCATE -> false;
            case SYNCED -> missingBeforeT > 0;
            case HELD -> missingBeforeT > 0 || missingBeforeRequest > 0;
        };
    }

    /** What the table shows: before the request, or before T where nothing else is promised. */
    long shownBefore() {
        return method == LossMethod.SYNCED ? beforeT : beforeRequest;
    }

    long shownMissing() {
        return method == LossMethod.SYNCED ? missingBeforeT : missingBeforeRequest;
    }
}
