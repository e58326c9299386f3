package dev.flysnap.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks again and again, with a pause between, until there is an answer or the time is over. */
public final class Poller {
    /**
     * Fly allows one request a second for each action and target, so asking more often only waits
     * elsewhere.
     */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunContext context;

    public Poller(RunContext context) {
        this.context = context;
    }

    /**
     * @param question empty while there is no answer yet
     * @return empty when there was none within {@code limit}
     */
    public <T> Optional<T> until(Duration limit, Supplier<Optional<T>> question) {
        Instant deadline = context.clock().instant().plus(limit);
        while (true) {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer;
            }
            if (context.clock().instant().plus(INTERVAL).isAfter(deadline)) {
                return Optional.empty();
            }
            context.sleeper().sleep(INTERVAL);
        }
    }
}
