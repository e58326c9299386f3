package dev.flysnap.fly.http;

import java.io.IOException;
import java.util.Optional;

/** The result of sending a call once. */
public sealed interface ApiResponse {

    /** The whole answer arrived. */
    record Whole(int status, Optional<String> requestId, Optional<String> retryAfter, String body)
            implements ApiResponse {
        boolean isGood() {
            return status >= 200 && status < 300;
        }
    }

    /**
     * No complete answer arrived.
     *
     * @param sent whether any part of the request may have been sent
     */
    record Broken(Reason reason, boolean sent, Optional<String> requestId, IOException cause)
            implements ApiResponse {}

    /** A 2xx answer came that is not what Fly answers, such as a page of some proxy. */
    record Unreadable(Whole answer, RuntimeException cause) implements ApiResponse {}

    /** Why no complete answer arrived. */
    enum Reason {
        CONNECTION,
        TIME_LIMIT,
        TOO_LARGE,
        INTERRUPTED
    }
}
