package dev.flysnap.fly.http;

import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
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
public final class ApiClient implements AutoCloseable {
    private final HttpTransport transport;
    private final FlyToken token;
    private final Pacer pacer;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final ApiCircuitBreaker breaker;
    private final Duration maxOutageWait;

    public ApiClient(FlySettings settings, Pacer pacer, Sleeper sleeper, InstantSource clock) {
        this(
                new HttpTransport(settings),
                settings.token(),
                pacer,
                sleeper,
                clock,
                new ApiCircuitBreaker(settings.baseUrl(), sleeper, clock),
                RetryPolicy.MAX_TOTAL_TIME);
    }

    private ApiClient(
            HttpTransport transport,
            FlyToken token,
            Pacer pacer,
            Sleeper sleeper,
            InstantSource clock,
            ApiCircuitBreaker breaker,
            Duration patience) {
        this.transport = transport;
        this.token = token;
        this.pacer = pacer;
        this.sleeper = sleeper;
        this.clock = clock;
        this.breaker = breaker;
        this.maxOutageWait = patience;
    }

    /**
     * The same, with the same connections, rate limits and circuit breaker.
     *
     * @param otherPatience how long a call may wait while the API is known to be down
     */
    public ApiClient withMaxOutageWait(Duration otherPatience) {
        return new ApiClient(transport, token, pacer, sleeper, clock, breaker, otherPatience);
    }

    @Override
    public void close() {
        transport.close();
    }

    /**
     * A call that worked.
     *
     * @param sentAt when the attempt that worked began
     */
    public record Success(ApiResponse.Whole answer, Instant sentAt) {}

    /** For a call whose answer says nothing more. */
    public void send(ApiCall call) {
        var _ = execute(call);
    }

    /** What {@code reading} makes of the object that was answered. */
    public <T> T object(ApiCall call, Function<Json.Obj, T> reading) {
        return read(call, text -> reading.apply(JsonText.parseObject(text)));
    }

    /** What {@code reading} makes of the JSON that was answered, whatever it is. */
    public <T> T json(ApiCall call, Function<Json, T> reading) {
        return read(call, text -> reading.apply(JsonText.parse(text)));
    }

    /** What {@code reading} makes of each object in the array that was answered. */
    public <T> List<T> list(ApiCall call, Function<Json.Obj, T> reading) {
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

    private <T> T read(ApiCall call, Function<String, T> reading) {
        ApiResponse.Whole answer = execute(call).answer();
        try {
            return reading.apply(answer.body());
        } catch (MalformedJson | IllegalArgumentException e) {
            throw FailureClassifier.unexpectedAnswer(
                    call, answer, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whatever the text of the good answer is. */
    public Success execute(ApiCall call) {
        Retry.AsyncContext<ApiResponse> attempts = RetryPolicy.attempts(call, clock);
        while (true) {
            AtomicReference<Instant> sentAt = new AtomicReference<>(clock.instant());
            ApiResponse answer = breaker.guarded(call, maxOutageWait, () -> attempt(call, sentAt));
            if (answer instanceof ApiResponse.Whole whole && whole.isGood()) {
                return new Success(whole, sentAt.get());
            }
            long pauseMs = attempts.onResult(answer);
            if (pauseMs < 0) {
                throw FailureClassifier.of(call, answer, token);
            }
            sleeper.sleep(Duration.ofMillis(pauseMs));
        }
    }

    private ApiResponse attempt(ApiCall call, AtomicReference<Instant> sentAt) {
        pacer.await(call.action(), call.target().rateLimitKey());
        sentAt.set(clock.instant());
        return transport.send(call);
    }
}
