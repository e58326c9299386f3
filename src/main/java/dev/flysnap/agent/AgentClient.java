package dev.flysnap.agent;

import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.contract.CopyPart;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.contract.replace.DiscardRequest;
import dev.flysnap.contract.replace.ReplaceRequest;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

/** The agent's own client, inside the same machine: what comes back is passed on as it is. */
public final class AgentClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final long MAX_ANSWER_BYTES = 16L << 20;

    /**
     * What the agent said.
     *
     * @param json always one document, also when nobody answered
     */
    public record Answer(boolean ok, String json) {}

    private final InetSocketAddress agent;
    private final AgentToken token;
    private final Duration limit;

    /**
     * @param limit for a whole request
     */
    public AgentClient(InetSocketAddress agent, AgentToken token, Duration limit) {
        this.agent = agent;
        this.token = token;
        this.limit = limit;
    }

    public Answer quiesce(QuiesceRequest request) {
        return post(
                HookPaths.QUIESCE, JsonText.print(Records.write(QuiesceRequest.class, request)));
    }

    public Answer resume(ResumeRequest request) {
        return post(HookPaths.RESUME, JsonText.print(Records.write(ResumeRequest.class, request)));
    }

    public Answer check(CheckRequest request) {
        return post(HookPaths.CHECK, JsonText.print(Records.write(CheckRequest.class, request)));
    }

    /** Which databases there are to be replaced. */
    public Answer databases() {
        return send(request(HookPaths.DATABASES).GET().build());
    }

    /** Sends a part of a new database. */
    public Answer put(UploadPart part, byte[] bytes) {
        return send(
                request(
                                "%s/%s?attempt=%s&offset=%d&bytes=%d&sha256=%s"
                                        .formatted(
                                                HookPaths.DATABASES,
                                                URLEncoder.encode(
                                                                part.database(),
                                                                StandardCharsets.UTF_8)
                                                        .replace("+", "%20"),
                                                part.attempt(),
                                                part.offset(),
                                                part.bytes(),
                                                part.sha256()))
                        .PUT(BodyPublishers.ofByteArray(bytes))
                        .build());
    }

    public Answer replace(ReplaceRequest request) {
        return post(
                HookPaths.REPLACE, JsonText.print(Records.write(ReplaceRequest.class, request)));
    }

    public Answer discard(DiscardRequest request) {
        return post(
                HookPaths.DISCARD, JsonText.print(Records.write(DiscardRequest.class, request)));
    }

    public Answer status() {
        return send(request(HookPaths.STATUS).GET().build());
    }

    /** Every SQLite file on the volume. */
    public Answer files() {
        return send(request(HookPaths.FILES).GET().build());
    }

    public Answer beginCopy(CopyRequest request) {
        return post(HookPaths.COPIES, JsonText.print(Records.write(CopyRequest.class, request)));
    }

    public Answer copyState(String id) {
        return send(request(copy(id)).GET().build());
    }

    public Answer deleteCopy(String id) {
        return send(request(copy(id)).DELETE().build());
    }

    private static String copy(String id) {
        return HookPaths.COPIES + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** A part of a copy's content: a {@link CopyPart}. */
    public Answer copyPart(String id, long from, int bytes) {
        HttpRequest request =
                request(copy(id) + "/content")
                        .header("Range", "bytes=%d-%d".formatted(from, from + bytes - 1))
                        .GET()
                        .build();
        return exchange(
                request,
                BodyHandlers.ofByteArray(),
                response ->
                        switch (response.statusCode()) {
                            case 206, 416 ->
                                    new Answer(
                                            true,
                                            JsonText.print(
                                                    Records.write(
                                                            CopyPart.class, part(from, response))));
                            default ->
                                    new Answer(
                                            false,
                                            new String(response.body(), StandardCharsets.UTF_8));
                        });
    }

    private static CopyPart part(long from, HttpResponse<byte[]> response) {
        return CopyPart.of(
                from,
                response.body(),
                response.headers()
                        .firstValue("Content-Range")
                        .map(it -> it.substring(it.lastIndexOf('/') + 1))
                        .filter(it -> it.matches("\\d{1,18}"))
                        .map(Long::parseLong));
    }

    private Answer post(String path, String body) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + ListenAddress.text(agent) + path))
                .timeout(limit)
                .header(HookPaths.AUTHORIZATION, token.header());
    }

    private Answer send(HttpRequest request) {
        return exchange(
                request,
                BodyHandlers.ofString(),
                response -> new Answer(response.statusCode() / 100 == 2, response.body()));
    }

    private <T> Answer exchange(
            HttpRequest request,
            HttpResponse.BodyHandler<T> body,
            Function<HttpResponse<T>, Answer> reading) {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_LIMIT)
                        .build()) {
            return reading.apply(
                    client.send(request, BodyHandlers.limiting(body, MAX_ANSWER_BYTES)));
        } catch (HttpConnectTimeoutException e) {
            return unreachable(FailureText.of(e));
        } catch (HttpTimeoutException e) {
            return failed(AgentProblems.slow(ListenAddress.text(agent), limit));
        } catch (IOException e) {
            return unreachable(FailureText.of(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unreachable("The wait for the answer was interrupted.");
        }
    }

    private Answer unreachable(String why) {
        return failed(AgentProblems.unreachable(ListenAddress.text(agent), why));
    }

    private static Answer failed(Problem problem) {
        return new Answer(
                false,
                JsonText.print(
                        Records.write(
                                ErrorAnswer.class,
                                ErrorAnswer.of(
                                        problem.code(),
                                        problem.what() + " " + problem.why(),
                                        problem.next()))));
    }
}
