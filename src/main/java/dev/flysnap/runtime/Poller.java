package dev.flysnap.runtime;

import dev.flysnap.fly.http.FlyException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Repeats a question at an interval until there is an answer or the time is up. */
public final class Poller {
    /**
     * Fly allows one request a second for each action and target: polling more often would only
     * wait in the pacer.
     */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    private final RunContext context;

    public Poller(RunContext context) {
        this.context = context;
    }

    /**
     * A failure of Fly's API that may pass counts as no answer yet.
     *
     * @param question empty while there is no answer yet
     * @return empty if there was none within {@code limit}
     * @throws FlyException if the last question failed so
     */
    public <T> Optional<T> until(Duration limit, Supplier<Optional<T>> question) {
        Instant start = context.clock().instant();
        Instant deadline = start.plus(limit);
        while (true) {
            Optional<FlyException> failure = Optional.empty();
            try {
                Optional<T> answer = question.get();
                if (answer.isPresent()) {
                    return answer;
                }
            } catch (FlyException e) {
                if (!e.isTransient()) {
                    throw e;
                }
                failure = Optional.of(e);
            }
            if (context.clock().instant().plus(INTERVAL).isAfter(deadline)) {
                if (failure.isPresent()) {
                    throw failure.get();
                }
                return Optional.empty();
            }
            context.progress().waiting(Duration.between(start, context.clock().instant()), limit);
            context.sleeper().sleep(INTERVAL);
        }
    }
}
