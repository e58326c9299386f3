package dev.flysnap.fly.http;

import java.io.IOException;
import java.util.Optional;

/** What became of sending a call once. */
public sealed interface ApiResponse {

    /** The whole answer came. */
    record Whole(int status, Optional<String> requestId, Optional<String> retryAfter, String body)
            implements ApiResponse {
        boolean isGood() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * No whole answer came.
     *
     * @param sent whether any part of the request may have left
     */
    record Broken(Reason reason, boolean sent, Optional<String> requestId, IOException cause)
            implements ApiResponse {}

    /** A good answer came that is not what the platform answers, such as a page of some proxy. */
    record Unreadable(Whole answer, RuntimeException cause) implements ApiResponse {}

    /** Why no whole answer came. */
    enum Reason {
        CONNECTION,
        TIME_LIMIT,
        TOO_LARGE,
        INTERRUPTED
    }
}
