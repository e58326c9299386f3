package dev.flysnap.fly.http;

import dev.flysnap.time.Sleeper;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fly's rate limits: one call a second for each action and target with a burst of 3, and five a
 * second with a burst of 10 for getting a machine. Source: Fly docs, Rate limits.
 *
 * <p>The bursts are half a second smaller than what is allowed, since calls that are sent in time
 * may arrive closer together.
 */
public final class RateLimitPacer implements Pacer {
    private static final String GET_MACHINE = "machine.get";
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final int MAX_BUCKETS = 4096;

    /** A bucket counts whole tokens, and a burst is not a whole number of calls. */
    private static final int TOKENS_PER_CALL = 2;

    private record Key(String action, String target) {}

    private final TimeMeter time;
    private final BlockingStrategy waiting;
    private final Map<Key, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Bucket> eldest) {
                    return size() > MAX_BUCKETS;
                }
            };

    /** In real time. */
    public RateLimitPacer() {
        this(TimeMeter.SYSTEM_NANOTIME, BlockingStrategy.PARKING);
    }

    RateLimitPacer(TimeMeter time, BlockingStrategy waiting) {
        this.time = time;
        this.waiting = waiting;
    }

    /**
     * @throws Sleeper.Interrupted if the thread is interrupted meanwhile
     * @throws dev.flysnap.problem.FlysnapException if the wait would be longer than a minute,
     *     because too many callers want the same
     */
    @Override
    public void await(String action, String target) {
        try {
            if (!bucket(new Key(action, target))
                    .asBlocking()
                    .tryConsume(TOKENS_PER_CALL, MAX_WAIT, waiting)) {
                throw FlyProblems.rateLimitTimeout(action, target, MAX_WAIT).exception();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }

    private Bucket bucket(Key key) {
        synchronized (buckets) {
            return buckets.computeIfAbsent(key, this::newBucket);
        }
    }

    private Bucket newBucket(Key key) {
        boolean getsMachine = key.action().equals(GET_MACHINE);
        int perSecond = TOKENS_PER_CALL * (getsMachine ? 5 : 1);
        int burst = TOKENS_PER_CALL * (getsMachine ? 10 : 3) - perSecond / 2;
        return Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(burst).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .withCustomTimePrecision(time)
                .build();
    }
}
