package dev.flysnap.sim.http;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One request a second for each action and machine (or app, for what is done to no machine), in
 * bursts of at most 3; a machine may be read 5 times a second, in bursts of 10. Source: Fly docs,
 * Machines API.
 */
final class RateLimits {
    private static final int REMEMBERED = 10_000;

    private final InstantSource clock;
    private final Map<String, Instant> full = new HashMap<>();

    RateLimits(InstantSource clock) {
        this.clock = clock;
    }

    /** How long to wait, if the request is over the limit. */
    synchronized Optional<Duration> tooEarly(String operation, String target) {
        boolean look = operation.equals("machines.get");
        Duration pause = Duration.ofMillis(look ? 200 : 1_000);
        Duration burst = pause.multipliedBy((look ? 10 : 3) - 1);
        Instant now = clock.instant();
        if (full.size() > REMEMBERED) {
            full.values().removeIf(it -> it.isBefore(now));
        }
        Instant paidUntil = full.getOrDefault(operation + " " + target, now);
        if (paidUntil.isBefore(now)) {
            paidUntil = now;
        }
        if (paidUntil.isAfter(now.plus(burst))) {
            return Optional.of(Duration.between(now.plus(burst), paidUntil));
        }
        full.put(operation + " " + target, paidUntil.plus(pause));
        return Optional.empty();
    }
}
