package dev.flysnap.fly.http;

import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.json.JsonText;
import dev.flysnap.time.Interruption;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import okio.BufferedSource;

/**
 * Sends a call exactly once.
 *
 * <p>OkHttp resends by itself after a dropped connection, 408, 421, 307/308 and 503 with {@code
 * Retry-After: 0}. All of that is disabled: no retries, no redirects, one-shot bodies (empty ones
 * too, or DELETE would be sent again), and {@link #refuseSecondSend} as the last guard.
 *
 * <p>A change is never sent on a pooled connection: the server may just have closed it, and then
 * nobody could say whether the change had arrived.
 */
public final class HttpTransport implements AutoCloseable {
    /** Far above any answer that flysnap needs. */
    static final long MAX_ANSWER_BYTES = 16L << 20;

    /** A fleet reads of many apps at a time; each new connection is a handshake. */
    private static final int MAX_IDLE = 64;

    /** Servers close what is idle for longer, and a read that meets that has to be repeated. */
    private static final int MAX_IDLE_S = 20;

    private static final Map<Boolean, OkHttpClient> COMMON = new ConcurrentHashMap<>();
    private static final MediaType JSON = MediaType.get("application/json");

    private final HttpUrl base;
    private final FlySettings settings;
    private final Interruption interruption;
    private final OkHttpClient reads;
    private final OkHttpClient changes;

    /**
     * Those under way of which sending has begun. A tag of the request would say the same, but for
     * tags OkHttp first looks for Kotlin's reflection in all jars.
     */
    private final Set<okhttp3.Call> begun = ConcurrentHashMap.newKeySet();

    private final AtomicReference<Optional<Dated>> dated = new AtomicReference<>(Optional.empty());

    /** When an answer came; its date is read only if it is asked for, as that takes a while. */
    private record Dated(Headers headers, Instant arrived) {}

    HttpTransport(FlySettings settings, Interruption interruption) {
        this.settings = settings;
        this.interruption = interruption;
        base = HttpUrl.get(settings.baseUrl().toString());
        reads =
                common(base.isHttps())
                        .newBuilder()
                        .connectionPool(new ConnectionPool(MAX_IDLE, MAX_IDLE_S, TimeUnit.SECONDS))
                        .retryOnConnectionFailure(false)
                        .followRedirects(false)
                        .followSslRedirects(false)
                        // Else a thread tries a second address meanwhile: Fly's private network has
                        // one.
                        .fastFallback(base.isHttps())
                        .connectTimeout(settings.connectTimeout())
                        // Only the time limit of the whole call applies: see send.
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .addNetworkInterceptor(this::refuseSecondSend)
                        .build();
        changes =
                reads.newBuilder()
                        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .build();
    }

    static void prepare(boolean tls) {
        var _ = common(tls);
        // The first address loads the rules of names in all scripts.
        var _ = HttpUrl.get("http://localhost");
        // And the first look-up asks these settings how long to remember it.
        var _ = Security.getProperty("networkaddress.cache.ttl");
    }

    /**
     * What all clients have in common, hooks' too, and takes longest to make. Without TLS, java
     * does not read a hundred certificates of which none is asked for.
     */
    public static OkHttpClient common(boolean tls) {
        return COMMON.computeIfAbsent(
                tls,
                _ ->
                        new OkHttpClient.Builder()
                                .connectionSpecs(
                                        List.of(
                                                tls
                                                        ? ConnectionSpec.MODERN_TLS
                                                        : ConnectionSpec.CLEARTEXT))
                                .build());
    }

    /** Runs when the connection is made, before the first byte is written to it. */
    private Response refuseSecondSend(Interceptor.Chain chain) throws IOException {
        if (!begun.add(chain.call())) {
            throw new IOException("the HTTP client was about to send the request a second time");
        }
        return chain.proceed(chain.request());
    }

    /**
     * @throws dev.flysnap.time.Sleeper.Interrupted if the process is to stop and nothing was sent,
     *     or only a read
     */
    ApiResponse send(ApiCall call) {
        interruption.check();
        okhttp3.Call exchange = (call.isChange() ? changes : reads).newCall(request(call));
        exchange.timeout()
                .timeout(
                        settings.callTimeout().plus(call.extraTime()).toMillis(),
                        TimeUnit.MILLISECONDS);
        Optional<String> requestId = Optional.empty();
        try (Interruption.Registration _ = during(call, exchange);
                Response response = exchange.execute()) {
            requestId = Optional.ofNullable(response.header("fly-request-id"));
            dated.set(Optional.of(new Dated(response.headers(), Instant.now())));
            return new ApiResponse.Whole(
                    response.code(),
                    requestId,
                    Optional.ofNullable(response.header("Retry-After")),
                    text(response.body(), exchange));
        } catch (TooLarge e) {
            return new ApiResponse.Broken(ApiResponse.Reason.TOO_LARGE, true, requestId, e);
        } catch (IOException e) {
            if (!call.isChange()) {
                interruption.check();
            }
            return new ApiResponse.Broken(
                    reason(e, exchange), begun.contains(exchange), requestId, e);
        } finally {
            begun.remove(exchange);
        }
    }

    private Interruption.Registration during(ApiCall call, okhttp3.Call exchange) {
        return call.isChange()
                ? interruption.duringChange(exchange::cancel)
                : interruption.duringWait(exchange::cancel);
    }

    private ApiResponse.Reason reason(IOException e, okhttp3.Call exchange) {
        if (Thread.currentThread().isInterrupted()
                || (interruption.hasGivenUp() && exchange.isCanceled())) {
            return ApiResponse.Reason.INTERRUPTED;
        }
        return e instanceof InterruptedIOException
                ? ApiResponse.Reason.TIME_LIMIT
                : ApiResponse.Reason.CONNECTION;
    }

    /** How far this computer's clock was ahead of the last answer's, to the second. */
    Optional<Duration> clockAhead() {
        return dated.get()
                .flatMap(it ->
                        Optional.ofNullable(it.headers.getInstant("Date"))
                                .map(date -> Duration.between(date, it.arrived)));
    }

    private static String text(ResponseBody body, okhttp3.Call exchange) throws IOException {
        BufferedSource source = body.source();
        if (body.contentLength() > MAX_ANSWER_BYTES || source.request(MAX_ANSWER_BYTES + 1)) {
            // Otherwise closing would read on for a while, to keep the connection.
            exchange.cancel();
            throw new TooLarge();
        }
        return source.readUtf8();
    }

    private Request request(ApiCall call) {
        HttpUrl.Builder url = base.newBuilder().addPathSegment("v1");
        call.path().forEach(url::addPathSegment);
        call.query().forEach(it -> url.addQueryParameter(it.getKey(), it.getValue()));
        Request.Builder request =
                new Request.Builder()
                        .url(url.build())
                        .header("Authorization", settings.token().header())
                        .header("User-Agent", settings.userAgent())
                        .header("Accept", "application/json");
        call.leaseNonce().ifPresent(it -> request.header("fly-machine-lease-nonce", it));
        return request.method(call.method(), call.method().equals("GET") ? null : requestBody(call))
                .build();
    }

    private static RequestBody requestBody(ApiCall call) {
        return call.body()
                .map(json ->
                        new SentOnce(
                                JsonText.print(json).getBytes(StandardCharsets.UTF_8),
                                Optional.of(JSON)))
                .orElseGet(() -> new SentOnce(new byte[0], Optional.empty()));
    }

    @Override
    public void close() {
        reads.connectionPool().evictAll();
    }

    /** The answer exceeds {@link #MAX_ANSWER_BYTES}. */
    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** A body that OkHttp must not send a second time. */
    private static final class SentOnce extends RequestBody {
        private final byte[] bytes;
        private final Optional<MediaType> type;

        SentOnce(byte[] bytes, Optional<MediaType> type) {
            this.bytes = bytes;
            this.type = type;
        }

        @Override
        public @org.jspecify.annotations.Nullable MediaType contentType() {
            return type.orElse(null);
        }

        @Override
        public long contentLength() {
            return bytes.length;
        }

        @Override
        public boolean isOneShot() {
            return true;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            sink.write(bytes);
        }
    }
}
