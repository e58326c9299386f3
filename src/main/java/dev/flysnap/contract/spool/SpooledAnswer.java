package dev.flysnap.contract.spool;

import dev.flysnap.json.Json;
import java.util.Optional;

/**
 * What the script prints: one document, so that one that was cut off on its way is none.
 *
 * @param status as in HTTP; 0 = no agent answered, and {@code why} says why
 * @param retryAfter the header of that name, in seconds
 * @param contentRange the header of that name
 * @param body an answer that is JSON
 * @param base64 any other answer
 * @param sha256 of those bytes, in hex
 */
public record SpooledAnswer(
        int status,
        Optional<Long> retryAfter,
        Optional<String> contentRange,
        Optional<Json> body,
        Optional<String> base64,
        Optional<String> sha256,
        Optional<String> why) {
    public static final int NO_ANSWER = 0;
}
