package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.fly.http.HttpTransport;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.replace.ReplaceTransport;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.FailureText;
import dev.flysnap.time.Interruption;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** Sends to the hook's URL. No redirects: the token is meant for this address only. */
public final class HookHttpTransport implements ReplaceTransport {
    /** Three times the answer for ten thousand databases of half a kilobyte each. */
    private static final long MAX_ANSWER_BYTES = 16L << 20;

    private static final MediaType BYTES = MediaType.get("application/octet-stream");
    private static final MediaType JSON = MediaType.get("application/json");

    private final HttpUrl base;
    private final Optional<HookToken> token;
    private final Map<String, String> headers;
    private final Interruption interruption;
    private final OkHttpClient client;

    /**
     * @param token empty only to check that the hook requires one
     * @param headers sent besides the token, such as the one that selects a machine
     * @param interruption no request is sent when it is requested; one whose answer does not come
     *     is given up
     */
    public HookHttpTransport(
            HttpUrl base,
            Optional<HookToken> token,
            Map<String, String> headers,
            Duration connect,
            Interruption interruption) {
        this.interruption = interruption;
        this.base = base;
        this.token = token;
        this.headers = Map.copyOf(headers);
        client =
                HttpTransport.common(base.isHttps())
                        .newBuilder()
                        .retryOnConnectionFailure(false)
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .protocols(List.of(Protocol.HTTP_1_1))
                        // A pooled connection may be dead by the time of the resume.
                        .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                        .connectTimeout(connect)
                        // Only the time limit of the whole call applies.
                        .readTimeout(Duration.ZERO)
                        .writeTimeout(Duration.ZERO)
                        .build();
    }

    @Override
    public HookReply send(HookCall call) {
        return send(request(call), call.limit());
    }

    @Override
    public HookReply put(UploadPart part, byte[] bytes, Duration limit) {
        HttpUrl url =
                base.newBuilder()
                        .addPathSegments(HookPaths.DATABASES.substring(1) + "/" + part.database())
                        .addQueryParameter("attempt", part.attempt())
                        .addQueryParameter("offset", String.valueOf(part.offset()))
                        .addQueryParameter("bytes", String.valueOf(part.bytes()))
                        .addQueryParameter("sha256", part.sha256())
                        .build();
        return send(to(url).put(RequestBody.create(bytes, BYTES)).build(), limit);
    }

    @Override
    public int partBytes() {
        return UploadPart.MAX_PART_BYTES;
    }

    private HookReply send(Request request, Duration limit) {
        interruption.check();
        okhttp3.Call exchange = client.newCall(request);
        exchange.timeout().timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        try (Interruption.Registration _ = interruption.duringChange(exchange::cancel);
                Response response = exchange.execute()) {
            return new HookReply.Answered(
                    response.code(), retryAfter(response), text(response.body(), exchange));
        } catch (IOException e) {
            String why = FailureText.of(e);
            return new HookReply.NoAnswer(token.map(it -> it.redact(why)).orElse(why));
        }
    }

    private Request request(HookCall call) {
        Request.Builder request =
                to(
                        base.newBuilder()
                                .addPathSegments(HookPaths.BASE.substring(1) + "/" + call.verb())
                                .build());
        return call.body().isPresent()
                ? request.post(RequestBody.create(JsonText.print(call.body().get()), JSON)).build()
                : request.get().build();
    }

    private Request.Builder to(HttpUrl url) {
        Request.Builder request =
                new Request.Builder().url(url).header("Accept", "application/json");
        token.ifPresent(it -> request.header(HookPaths.AUTHORIZATION, it.header()));
        headers.forEach(request::header);
        return request;
    }

    private static Optional<Duration> retryAfter(Response response) {
        return Optional.ofNullable(response.header(HookPaths.RETRY_AFTER))
                .map(String::strip)
                .filter(it -> it.matches("\\d{1,6}"))
                .map(it -> Duration.ofSeconds(Long.parseLong(it)));
    }

    private static String text(ResponseBody body, okhttp3.Call exchange) throws IOException {
        if (body.contentLength() > MAX_ANSWER_BYTES
                || body.source().request(MAX_ANSWER_BYTES + 1)) {
            // Otherwise closing would read on for a while.
            exchange.cancel();
            throw new IOException("the answer is larger than any message of the contract");
        }
        return body.source().readUtf8();
    }

    @Override
    public String name() {
        return headers.isEmpty() ? "direct" : "public";
    }

    @Override
    public String where() {
        return base.toString();
    }

    @Override
    public void close() {
        client.connectionPool().evictAll();
    }
}
