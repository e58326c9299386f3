package dev.flysnap.hook.client;

import java.time.Duration;
import java.util.Optional;

/** The result of sending one request to a hook. */
public sealed interface HookReply {
    /**
     * @param status as in HTTP; other transports derive it from the answer
     * @param body the answer's text
     */
    record Answered(int status, Optional<Duration> retryAfter, String body) implements HookReply {}

    /** No complete answer arrived. */
    record NoAnswer(String why) implements HookReply {}
}
