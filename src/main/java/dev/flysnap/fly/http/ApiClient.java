package dev.flysnap.fly.http;

import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Makes calls: paces them, repeats them where that is safe, and parses the answers. */
public final class ApiClient implements AutoCloseable {
    private final HttpTransport transport;
    private final FlyToken token;
    private final Pacer pacer;
    private final RetryRunner retries;
    private final InstantSource clock;
    private final ApiCircuitBreaker breaker;
    private final Optional<Duration> maxOutageWait;

    public ApiClient(
            FlySettings settings,
            Pacer pacer,
            Sleeper sleeper,
            InstantSource clock,
            Interruption interruption) {
        this(
                new HttpTransport(settings, interruption),
                settings.token(),
                pacer,
                new RetryRunner(sleeper, clock),
                clock,
                new ApiCircuitBreaker(settings.baseUrl(), sleeper, clock),
                Optional.of(RetryPolicy.MAX_TOTAL_TIME));
    }

    private ApiClient(
            HttpTransport transport,
            FlyToken token,
            Pacer pacer,
            RetryRunner retries,
            InstantSource clock,
            ApiCircuitBreaker breaker,
            Optional<Duration> maxOutageWait) {
        this.transport = transport;
        this.token = token;
        this.pacer = pacer;
        this.retries = retries;
        this.clock = clock;
        this.breaker = breaker;
        this.maxOutageWait = maxOutageWait;
    }

    /** See {@link dev.flysnap.fly.FlyApi#prepare}. */
    public static void prepare(boolean tls) {
        HttpTransport.prepare(tls);
    }

    /** How far this computer's clock was ahead of Fly's at the last answer; absent before it. */
    public Optional<Duration> clockAhead() {
        return transport.clockAhead();
    }

    /**
     * A copy that shares the connections, rate limits and circuit breaker.
     *
     * @param newMaxOutageWait how long a call may wait while the API is known to be down
     */
    public ApiClient withMaxOutageWait(Duration newMaxOutageWait) {
        return with(Optional.of(newMaxOutageWait));
    }

    /** A copy whose calls do not ask the circuit breaker, for giving something back. */
    public ApiClient duringOutage() {
        return with(Optional.empty());
    }

    private ApiClient with(Optional<Duration> newMaxOutageWait) {
        return new ApiClient(transport, token, pacer, retries, clock, breaker, newMaxOutageWait);
    }

    @Override
    public void close() {
        transport.close();
    }

    /**
     * A call that succeeded.
     *
     * @param sentAt when the attempt that succeeded was sent
     */
    public record Success(ApiResponse.Whole answer, Instant sentAt) {}

    /**
     * Makes a call whose answer body says nothing more; one that is no JSON, such as a proxy's
     * page, is no answer of Fly's.
     */
    public void send(ApiCall call) {
        var _ = read(call, text -> text.isBlank() ? new Json.Null() : JsonText.parse(text));
    }

    /** Makes a call and parses the JSON object that is answered. */
    public <T> T object(ApiCall call, Function<Json.Obj, T> parser) {
        return read(call, text -> parser.apply(JsonText.parseObject(text)));
    }

    /** Makes a call and parses any JSON that is answered. */
    public <T> T json(ApiCall call, Function<Json, T> parser) {
        return read(call, text -> parser.apply(JsonText.parse(text)));
    }

    /** Makes a call and parses each object of the JSON array that is answered. */
    public <T> List<T> list(ApiCall call, Function<Json.Obj, T> parser) {
        return read(call, text -> parseAll(JsonText.parse(text), parser));
    }

    private static <T> List<T> parseAll(Json json, Function<Json.Obj, T> parser) {
        return switch (json) {
            case Json.Null() -> List.of(); // How Go writes an empty list.
            case Json.Arr(List<Json> items) ->
                    items.stream().map(ApiClient::object).map(parser).toList();
            default -> throw new MalformedJson("a JSON array was expected", null);
        };
    }

    private static Json.Obj object(Json json) {
        if (json instanceof Json.Obj object) {
            return object;
        }
        throw new MalformedJson("an array of objects was expected", null);
    }

    private <T> T read(ApiCall call, Function<String, T> parser) {
        return execute(call, success -> parser.apply(success.answer().body()));
    }

    /**
     * Makes a call, with retries, and parses the answer of the attempt that succeeded.
     *
     * @param parser what it cannot read ({@link MalformedJson}) is no answer of Fly's
     * @throws FlyException if no attempt succeeded
     */
    public <T> T execute(ApiCall call, Function<Success, T> parser) {
        Attempt<T> last =
                retries.run(
                        RetryPolicy.rules(call, clock, Attempt::answer),
                        () -> attempt(call, parser));
        return last.parsed().orElseThrow(() -> FailureClassifier.of(call, last.answer(), token));
    }

    /**
     * @param parsed absent where the call failed, or its answer cannot be read
     */
    private record Attempt<T>(ApiResponse answer, Optional<T> parsed) {}

    private <T> Attempt<T> attempt(ApiCall call, Function<Success, T> parser) {
        AtomicReference<Instant> sentAt = new AtomicReference<>(clock.instant());
        ApiResponse answer =
                maxOutageWait.isPresent()
                        ? breaker.guarded(call, maxOutageWait.get(), () -> send(call, sentAt))
                        : send(call, sentAt);
        if (answer instanceof ApiResponse.Whole whole && whole.isGood()) {
            try {
                return new Attempt<>(
                        answer, Optional.of(parser.apply(new Success(whole, sentAt.get()))));
            } catch (MalformedJson | IllegalArgumentException e) {
                return new Attempt<>(new ApiResponse.Unreadable(whole, e), Optional.empty());
            }
        }
        return new Attempt<>(answer, Optional.empty());
    }

    private ApiResponse send(ApiCall call, AtomicReference<Instant> sentAt) {
        pacer.await(call.action(), call.target().rateLimitKey());
        sentAt.set(clock.instant());
        return transport.send(call);
    }
}
