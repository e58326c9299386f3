package dev.flysnap.hook.spool;

import java.time.Duration;
import java.util.Optional;
import okio.ByteString;

/** What came of a request that was handed to an agent by exec. */
public sealed interface SpoolReply {
    /**
     * @param status as in HTTP
     * @param body the answer's text; empty if it is bytes
     * @param bytes the answer's, if it is not JSON
     * @param total length of what the bytes are a part of, once that is known
     */
    record Answered(
            int status,
            Optional<Duration> retryAfter,
            String body,
            ByteString bytes,
            Optional<Long> total)
            implements SpoolReply {}

    /** Whether the agent did it is not known. */
    record NoAnswer(String why) implements SpoolReply {}

    /** The script itself could not run. */
    record NoScript(int exitCode, String output) implements SpoolReply {}
}
