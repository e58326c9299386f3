package dev.flysnap.hook.client;

import java.time.Duration;
import java.util.Optional;

/** What came back from a hook. */
public sealed interface HookReply {
    /**
     * @param status as in HTTP; another way than HTTP has 200 for an answer, 500 for an error
     * @param body text of the answer
     */
    record Answered(int status, Optional<Duration> retryAfter, String body) implements HookReply {}

    /** No whole answer came. */
    record NoAnswer(String why) implements HookReply {}
}
