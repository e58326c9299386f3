package dev.flysnap.agent;

import dev.flysnap.agent.client.HttpCall;
import dev.flysnap.agent.client.HttpReply;
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
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** The agent's own client, inside the same machine: what comes back is passed on as it is. */
public final class AgentClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(3);
    private static final int MAX_ANSWER_BYTES = 16 << 20;
    private static final byte[] NO_BODY = {};

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
        return send("GET", HookPaths.DATABASES);
    }

    /** Sends a part of a new database. */
    public Answer put(UploadPart part, byte[] bytes) {
        String path =
                "%s/%s?attempt=%s&offset=%d&bytes=%d&sha256=%s"
                        .formatted(
                                HookPaths.DATABASES,
                                URLEncoder.encode(part.database(), StandardCharsets.UTF_8)
                                        .replace("+", "%20"),
                                part.attempt(),
                                part.offset(),
                                part.bytes(),
                                part.sha256());
        return exchange("PUT", path, Map.of(), bytes, AgentClient::text);
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
        return send("GET", HookPaths.STATUS);
    }

    /** Every SQLite file on the volume. */
    public Answer files() {
        return send("GET", HookPaths.FILES);
    }

    public Answer beginCopy(CopyRequest request) {
        return post(HookPaths.COPIES, JsonText.print(Records.write(CopyRequest.class, request)));
    }

    public Answer copyState(String id) {
        return send("GET", copy(id));
    }

    public Answer deleteCopy(String id) {
        return send("DELETE", copy(id));
    }

    private static String copy(String id) {
        return HookPaths.COPIES + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** A part of a copy's content: a {@link CopyPart}. */
    public Answer copyPart(String id, long from, int bytes) {
        return exchange(
                "GET",
                copy(id) + "/content",
                Map.of("Range", "bytes=%d-%d".formatted(from, from + bytes - 1)),
                NO_BODY,
                reply ->
                        switch (reply.status()) {
                            case 206, 416 ->
                                    new Answer(
                                            true,
                                            JsonText.print(
                                                    Records.write(
                                                            CopyPart.class, part(from, reply))));
                            default -> new Answer(false, text(reply).json());
                        });
    }

    private static CopyPart part(long from, HttpReply reply) {
        return CopyPart.of(
                from,
                reply.body(),
                reply.header("Content-Range")
                        .map(it -> it.substring(it.lastIndexOf('/') + 1))
                        .filter(it -> it.matches("\\d{1,18}"))
                        .map(Long::parseLong));
    }

    private Answer post(String path, String body) {
        return exchange(
                "POST",
                path,
                Map.of("Content-Type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8),
                AgentClient::text);
    }

    private Answer send(String method, String path) {
        return exchange(method, path, Map.of(), NO_BODY, AgentClient::text);
    }

    private static Answer text(HttpReply reply) {
        return new Answer(
                reply.status() / 100 == 2, new String(reply.body(), StandardCharsets.UTF_8));
    }

    private Answer exchange(
            String method,
            String path,
            Map<String, String> headers,
            byte[] body,
            Function<HttpReply, Answer> reading) {
        Map<String, String> all = new HashMap<>(headers);
        all.put(HookPaths.AUTHORIZATION, token.header());
        HttpCall call =
                new HttpCall(
                        URI.create("http://" + ListenAddress.text(agent) + path),
                        CONNECT_LIMIT,
                        limit);
        try {
            return reading.apply(call.reply(method, all, body, MAX_ANSWER_BYTES));
        } catch (SocketTimeoutException e) {
            return failed(AgentProblems.slow(ListenAddress.text(agent), limit));
        } catch (IOException e) {
            return unreachable(FailureText.of(e));
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
