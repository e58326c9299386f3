package dev.flysnap.fly.http;

import dev.flysnap.time.Sleeper;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The platform's limits, in real time: one call a second an action and target in bursts of up to 3,
 * five a second for getting a machine in bursts of up to 10. Source: Fly docs, Rate limits.
 *
 * <p>Bursts stay half a second below what is allowed: calls do not take equally long to arrive, and
 * what leaves in time may come close together.
 */
public final class RateLimitPacer implements Pacer {
    private static final String GET_MACHINE = "machine.get";
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final int MAX_BUCKETS = 4096;

    /** A bucket counts in whole tokens, and bursts are no whole number of calls. */
    private static final int TOKENS_PER_CALL = 2;

    private record Key(String action, String target) {}

    private final Map<Key, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
                    return size() > MAX_BUCKETS;
                }
            };

    /**
     * @throws Sleeper.Interrupted if the thread was interrupted meanwhile
     * @throws dev.flysnap.problem.FlysnapException if a minute of waiting was not enough, because
     *     too many others ask for the same
     */
    @Override
    public void await(String action, String target) {
        try {
            if (!bucket(new Key(action, target))
                    .asBlocking()
                    .tryConsume(TOKENS_PER_CALL, MAX_WAIT)) {
                throw FlyProblems.rateLimitTimeout(action, target, MAX_WAIT).exception();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }

    private Bucket bucket(Key key) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(key, RateLimitPacer::newBucket);
        }
    }

    private static Bucket newBucket(Key key) {
        boolean look = key.action().equals(GET_MACHINE);
        int perSecond = TOKENS_PER_CALL * (look ? 5 : 1);
        // A burst of 2.5 calls; of 7.5 where ten are allowed, as half a second is more there.
        int burst = TOKENS_PER_CALL * (look ? 10 : 3) - perSecond / 2;
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withNanosecondPrecision()
                .build();
    }
}
