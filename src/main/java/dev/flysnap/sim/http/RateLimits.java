package dev.flysnap.sim.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request a second for each action and machine (or app, if the action concerns no machine), in
 * bursts of at most 3; a machine may be read 5 times a second, in bursts of 10. Source: Fly docs,
 * Machines API.
 */
final class RateLimits {
    private static final int MAX_ENTRIES = 10_000;

    private final InstantSource clock;
    private final Map<String, Instant> usedUntil = new HashMap<>();

    RateLimits(InstantSource clock) {
        this.clock = clock;
    }

    /** How long the client should wait, if the request is over the limit. */
    synchronized Optional<Duration> retryAfter(String operation, String target) {
        boolean isRead = operation.equals("machines.get");
        Duration interval = Duration.ofMillis(isRead ? 200 : 1_000);
        Duration burst = interval.multipliedBy((isRead ? 10 : 3) - 1);
        Instant now = clock.instant();
        if (usedUntil.size() > MAX_ENTRIES) {
            usedUntil.values().removeIf(it -> it.isBefore(now));
        }
        String key = operation + " " + target;
        Instant used = usedUntil.getOrDefault(key, now);
        if (used.isBefore(now)) {
            used = now;
        }
        if (used.isAfter(now.plus(burst))) {
            return Optional.of(Duration.between(now.plus(burst), used));
        }
        usedUntil.put(key, used.plus(interval));
        return Optional.empty();
    }
}
