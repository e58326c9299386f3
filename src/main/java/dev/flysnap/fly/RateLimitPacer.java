package dev.flysnap.fly;

import dev.flysnap.time.Sleeper;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The platform's limits, in real time: one call a second an action and target, five a second for
 * getting a machine. Source: Fly docs, Rate limits.
 *
 * <p>resilience4j counts in fixed cycles, so at the seam of two cycles twice the number can leave
 * at once. That is what the documented bursts (3, and 10 for getting a machine) are used for; more
 * permits in a cycle would overrun them.
 */
public final class RateLimitPacer implements Pacer {
    private static final String GET_MACHINE = "machine.get";
    private static final Duration CYCLE = Duration.ofSeconds(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final int MOST_LIMITERS = 4096;

    private record Key(String action, String target) {}

    private final Map<Key, RateLimiter> limiters =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, RateLimiter> eldest) {
                    return size() > MOST_LIMITERS;
                }
            };

    /**
     * @throws Sleeper.Interrupted if the thread was interrupted meanwhile
     * @throws dev.flysnap.problem.FlysnapException if a minute of waiting was not enough, because
     *     too many others ask for the same
     */
    @Override
    public void await(String action, String target) {
        if (limiter(new Key(action, target)).acquirePermission()) {
            return;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new Sleeper.Interrupted();
        }
        throw FlyProblems.paced(action, target, LONGEST_WAIT).exception();
    }

    private RateLimiter limiter(Key key) {
        synchronized (limiters) {
            return limiters.computeIfAbsent(key, RateLimitPacer::fresh);
        }
    }

    private static RateLimiter fresh(Key key) {
        return RateLimiter.of(
                key.action(),
                RateLimiterConfig.custom()
                        .limitRefreshPeriod(CYCLE)
                        .limitForPeriod(key.action().equals(GET_MACHINE) ? 5 : 1)
                        .timeoutDuration(LONGEST_WAIT)
                        .build());
    }
}
