package dev.flysnap.notify;

import dev.flysnap.notify.Receiver.UndeliveredException;
import dev.flysnap.problem.FailureText;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Sleeper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends small texts over HTTP; a receiver that is away for a moment is tried again. */
public final class Sender implements AutoCloseable {
    private static final Duration ONE_TRY = Duration.ofSeconds(10);
    private static final Duration ALL_TRIES = Duration.ofSeconds(40);
    private static final int TRIES = 3;
    private static final RetryRules<Integer> RULES =
            RetryRules.<Integer>forFailures(
                            TRIES,
                            RetryPauses.growing(Duration.ofSeconds(2), 3, Duration.ofSeconds(20)),
                            failure -> failure instanceof UndeliveredException it && it.isPassing())
                    .within(ALL_TRIES);

    private final OkHttpClient client =
            new OkHttpClient.Builder()
                    .callTimeout(ONE_TRY)
                    .followRedirects(false)
                    .retryOnConnectionFailure(false)
                    .build();
    private final RetryRunner retries;

    public Sender(Sleeper sleeper, InstantSource clock) {
        this.retries = new RetryRunner(sleeper, clock);
    }

    /** Tries again for up to 40 s. */
    void post(HttpUrl url, String type, String body) {
        int _ = retries.run(RULES, () -> attempt(request(url, type, body)));
    }

    /** What waits for it is more important than that it arrives: one attempt, at most 10 s. */
    void postOnce(HttpUrl url, String type, String body) {
        int _ = attempt(request(url, type, body));
    }

    private static Request request(HttpUrl url, String type, String body) {
        return new Request.Builder()
                .url(url)
                .post(
                        RequestBody.create(
                                body.getBytes(StandardCharsets.UTF_8), MediaType.get(type)))
                .header("User-Agent", "flysnap")
                .build();
    }

    private int attempt(Request request) {
        try (Response response = client.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new UndeliveredException(
                        "it answered %d".formatted(response.code()),
                        response.code() >= 500 || response.code() == 429);
            }
            return response.code();
        } catch (IOException e) {
            throw new UndeliveredException(FailureText.of(e), true);
        }
    }

    @Override
    public void close() {
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }
}
