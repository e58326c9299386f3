package dev.flysnap.fly;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.time.Sleeper;
import io.github.resilience4j.retry.Retry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Makes calls: paced, repeated where that is safe, answers parsed, failures reported. */
final class Calls implements AutoCloseable {
    private final Wire wire;
    private final FlyToken token;
    private final Pacer pacer;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final ApiCircuitBreaker breaker;
    private final Duration patience;

    Calls(FlySettings settings, Pacer pacer, Sleeper sleeper, InstantSource clock) {
        this(
                new Wire(settings),
                settings.token(),
                pacer,
                sleeper,
                clock,
                new ApiCircuitBreaker(settings.baseUrl(), sleeper, clock),
                Retries.LONGEST);
    }

    private Calls(
            Wire wire,
            FlyToken token,
            Pacer pacer,
            Sleeper sleeper,
            InstantSource clock,
            ApiCircuitBreaker breaker,
            Duration patience) {
        this.wire = wire;
        this.token = token;
        this.pacer = pacer;
        this.sleeper = sleeper;
        this.clock = clock;
        this.breaker = breaker;
        this.patience = patience;
    }

    /**
     * The same, with the same connections, rate limits and circuit breaker.
     *
     * @param otherPatience how long a call may wait while the API is known to be down
     */
    Calls waitingAtMost(Duration otherPatience) {
        return new Calls(wire, token, pacer, sleeper, clock, breaker, otherPatience);
    }

    @Override
    public void close() {
        wire.close();
    }

    /**
     * A call that worked.
     *
     * @param sentAt when the attempt that worked began
     */
    record Made(Answer.Whole answer, Instant sentAt) {}

    /** For a call whose answer says nothing more. */
    void make(Call call) {
        var _ = made(call);
    }

    /** What {@code reading} makes of the object that was answered. */
    <T> T object(Call call, Function<Json.Obj, T> reading) {
        return read(call, text -> reading.apply(JsonText.parseObject(text)));
    }

    /** What {@code reading} makes of the JSON that was answered, whatever it is. */
    <T> T json(Call call, Function<Json, T> reading) {
        return read(call, text -> reading.apply(JsonText.parse(text)));
    }

    /** What {@code reading} makes of each object in the array that was answered. */
    <T> List<T> list(Call call, Function<Json.Obj, T> reading) {
        return read(call, text -> readAll(JsonText.parse(text), reading));
    }

    private static <T> List<T> readAll(Json json, Function<Json.Obj, T> reading) {
        List<T> rows = new ArrayList<>();
        switch (json) {
            case Json.Null() -> {} // How Go writes a list of nothing.
            case Json.Arr(List<Json> items) -> {
                for (Json item : items) {
                    if (!(item instanceof Json.Obj row)) {
                        throw new MalformedJson("an array of objects was expected", null);
                    }
                    rows.add(reading.apply(row));
                }
            }
            default -> throw new MalformedJson("a JSON array was expected", null);
        }
        return List.copyOf(rows);
    }

    private <T> T read(Call call, Function<String, T> reading) {
        Answer.Whole answer = made(call).answer();
        try {
            return reading.apply(answer.body());
        } catch (MalformedJson | IllegalArgumentException e) {
            throw FlyFailures.junk(call, answer, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whatever the text of the good answer is. */
    Made made(Call call) {
        Retry.AsyncContext<Answer> attempts = Retries.attempts(call, clock);
        while (true) {
            AtomicReference<Instant> sentAt = new AtomicReference<>(clock.instant());
            Answer answer = breaker.guarded(call, patience, () -> attempt(call, sentAt));
            if (answer instanceof Answer.Whole whole && whole.isGood()) {
                return new Made(whole, sentAt.get());
            }
            long pauseMs = attempts.onResult(answer);
            if (pauseMs < 0) {
                throw FlyFailures.of(call, answer, token);
            }
            sleeper.sleep(Duration.ofMillis(pauseMs));
        }
    }

    private Answer attempt(Call call, AtomicReference<Instant> sentAt) {
        pacer.await(call.action(), call.target().pacedAs());
        sentAt.set(clock.instant());
        return wire.send(call);
    }
}
