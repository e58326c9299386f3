package dev.flysnap.hook.client;

import java.time.Duration;

/**
 * Time limits for calls of a hook.
 *
 * @param connect limit for making a connection
 * @param quick limit for status and resume
 * @param quiesce limit for a quiesce: it may have to write a large WAL to a slow device (16 MiB/s
 *     on Fly's smallest machines) before it takes the lock
 */
public record HookTimeouts(Duration connect, Duration quick, Duration quiesce) {
    public static final HookTimeouts DEFAULT =
            new HookTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(15), Duration.ofMinutes(5));
}
