package dev.flysnap.agent.spool;

import dev.flysnap.agent.client.HttpReply;
import dev.flysnap.agent.http.server.LocalExchange;
import dev.flysnap.agent.http.server.RequestHandler;
import dev.flysnap.agent.http.server.RequestHead;
import dev.flysnap.contract.CopyPart;
import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.contract.spool.SpoolFiles;
import dev.flysnap.contract.spool.SpooledAnswer;
import dev.flysnap.contract.spool.SpooledRequest;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One request from the folder: the token in its first line, then a {@link SpooledRequest}. Answered
 * as if it had come over HTTP.
 */
final class SpooledCall {
    private static final String JSON = "application/json";

    /** So that it fits into the place of the shortest request. */
    static final byte[] NO_ROOM =
            JsonText.print(
                            Records.write(
                                    SpooledAnswer.class,
                                    noAnswer("the agent's folder has no room for its answer")))
                    .getBytes(StandardCharsets.UTF_8);

    static byte[] answer(RequestHandler handler, byte[] file) {
        return JsonText.print(Records.write(SpooledAnswer.class, answered(handler, file)))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static SpooledAnswer answered(RequestHandler handler, byte[] file) {
        if (file.length > SpoolFiles.MAX_REQUEST_BYTES) {
            return refused(
                    413,
                    "The request has more than %d bytes.".formatted(SpoolFiles.MAX_REQUEST_BYTES));
        }
        int end = lineEnd(file);
        String token = new String(file, 0, end, StandardCharsets.ISO_8859_1).strip();
        try {
            SpooledRequest request =
                    Records.read(
                            SpooledRequest.class,
                            JsonText.parseStrictly(Arrays.copyOfRange(file, end, file.length)));
            return answer(
                    LocalExchange.of(
                            handler,
                            new RequestHead(
                                    request.method(),
                                    new URI(request.path()),
                                    headers(token, request),
                                    false),
                            bodyOf(request)));
        } catch (MalformedJson | IllegalArgumentException | URISyntaxException e) {
            return refused(400, "It is no request: " + FailureText.of(e));
        } catch (IOException e) {
            return noAnswer(FailureText.of(e));
        }
    }

    private static int lineEnd(byte[] file) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            end++;
        }
        return end;
    }

    private static Map<String, List<String>> headers(String token, SpooledRequest request) {
        Map<String, List<String>> headers = new HashMap<>();
        headers.put(
                HookPaths.AUTHORIZATION.toLowerCase(Locale.ROOT),
                List.of(HookPaths.BEARER + token));
        request.range().ifPresent(it -> headers.put("range", List.of(it)));
        return headers;
    }

    private static byte[] bodyOf(SpooledRequest request) {
        return request.base64()
                .map(Base64.getDecoder()::decode)
                .orElseGet(() ->
                        request.body()
                                .map(it -> JsonText.print(it).getBytes(StandardCharsets.UTF_8))
                                .orElse(new byte[0]));
    }

    private static SpooledAnswer answer(HttpReply reply) {
        boolean isJson = reply.header("Content-Type").filter(JSON::equals).isPresent();
        return new SpooledAnswer(
                reply.status(),
                reply.header(HookPaths.RETRY_AFTER).map(Long::parseLong),
                reply.header("Content-Range"),
                isJson ? Optional.of(JsonText.parseStrictly(reply.body())) : Optional.empty(),
                isJson
                        ? Optional.empty()
                        : Optional.of(Base64.getEncoder().encodeToString(reply.body())),
                isJson ? Optional.empty() : Optional.of(CopyPart.sha256(reply.body())),
                Optional.empty());
    }

    private static SpooledAnswer refused(int status, String message) {
        Json error =
                Records.write(
                        ErrorAnswer.class,
                        ErrorAnswer.of(
                                HookCodes.BAD_REQUEST,
                                message,
                                "Use the script of this version: flysnap hook script --agent"));
        return new SpooledAnswer(
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.of(error),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static SpooledAnswer noAnswer(String why) {
        return new SpooledAnswer(
                SpooledAnswer.NO_ANSWER,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(why));
    }

    private SpooledCall() {}
}
