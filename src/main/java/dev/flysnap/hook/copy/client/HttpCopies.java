package dev.flysnap.hook.copy.client;

import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.hook.copy.CopyChunk;
import dev.flysnap.hook.copy.MachineCopies;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.FailureText;
import dev.flysnap.time.Interruption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Level 3 of the contract over HTTP. The content is read in ranges, so that no answer takes long,
 * and each can be asked for again; a hook that knows no ranges sends all of it at once.
 */
final class HttpCopies implements MachineCopies {
    private static final int RANGE_BYTES = 4 << 20;
    private static final int MAX_ANSWER_BYTES = 1 << 20;
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (?:(\\d{1,18})-\\d{1,18}|\\*)/(\\d{1,18}|\\*)");

    private final HttpUrl base;
    private final HookToken token;
    private final Map<String, String> headers;
    private final MachineId machine;
    private final String where;
    private final Interruption interruption;
    private final OkHttpClient client;
    private Optional<WholeContent> whole = Optional.empty();

    /**
     * @param token the copy token
     * @param headers sent besides it, such as the one that selects a machine
     */
    HttpCopies(
            HttpUrl base,
            HookToken token,
            Map<String, String> headers,
            MachineId machine,
            String where,
            Interruption interruption) {
        this.base = base;
        this.token = token;
        this.headers = Map.copyOf(headers);
        this.machine = machine;
        this.where = where;
        this.interruption = interruption;
        client =
                new OkHttpClient.Builder()
                        .retryOnConnectionFailure(false)
                        .followRedirects(false)
                        .followSslRedirects(false)
                        .protocols(List.of(Protocol.HTTP_1_1))
                        .connectTimeout(Duration.ofSeconds(5))
                        // A range of 4 MiB at 30 KB/s takes longer than this altogether, but never
                        // stands still for so long.
                        .readTimeout(Duration.ofSeconds(60))
                        .writeTimeout(Duration.ofSeconds(60))
                        .build();
    }

    @Override
    public CopyAnswer begin(CopyRequest request) {
        forgetWhole();
        Request.Builder order =
                to().post(
                                RequestBody.create(
                                        JsonText.print(Records.write(CopyRequest.class, request)),
                                        JSON));
        return exchange(call(order), interruption::duringOrder, this::answer);
    }

    /** It is of an earlier copy. */
    private void forgetWhole() {
        whole.ifPresent(WholeContent::close);
        whole = Optional.empty();
    }

    @Override
    public CopyAnswer state(String id) {
        return exchange(call(to(id).get()), this::answer);
    }

    private CopyAnswer answer(Response response) throws IOException {
        return CopyReplies.answer(response.code(), text(response), machine, where);
    }

    @Override
    public CopyChunk read(String id, long from) {
        if (whole.isPresent()) {
            WholeContent content = whole.get();
            try (Interruption.Registration _ = interruption.duringWait(content.call::cancel)) {
                return content.next();
            }
        }
        okhttp3.Call range =
                call(
                        to(id, "content")
                                .header(
                                        "Range",
                                        "bytes=%d-%d".formatted(from, from + RANGE_BYTES - 1))
                                .get());
        return exchange(
                range,
                response ->
                        switch (response.code()) {
                            case PARTIAL -> part(response, from);
                            case NOT_SATISFIABLE -> end(response, from);
                            case 200 -> {
                                if (from != 0) {
                                    throw new CopyLost("it cannot send a part of a copy");
                                }
                                whole = Optional.of(new WholeContent(range, response));
                                yield whole.get().next();
                            }
                            default ->
                                    throw CopyReplies.refused(
                                            response.code(), text(response), where);
                        });
    }

    private static CopyChunk part(Response response, long from) throws IOException {
        Matcher range = rangeOf(response);
        byte[] bytes = response.body().byteStream().readNBytes(RANGE_BYTES + 1);
        if (!String.valueOf(from).equals(range.group(1))
                || bytes.length > RANGE_BYTES
                || bytes.length == 0) {
            throw new NoAnswer("it sent another part of the copy");
        }
        return new CopyChunk(bytes, total(range));
    }

    private static CopyChunk end(Response response, long from) {
        Optional<Long> total = total(rangeOf(response));
        if (!total.equals(Optional.of(from))) {
            throw new CopyLost("the copy is shorter than it was");
        }
        return new CopyChunk(new byte[0], total);
    }

    private static Matcher rangeOf(Response response) {
        Matcher range =
                CONTENT_RANGE.matcher(
                        Optional.ofNullable(response.header("Content-Range")).orElse(""));
        if (!range.matches()) {
            throw new NoAnswer("it does not say which part of the copy it sent");
        }
        return range;
    }

    private static Optional<Long> total(Matcher range) {
        return Optional.of(range.group(2)).filter(it -> !it.equals("*")).map(Long::parseLong);
    }

    /** The answer of a hook that knows no ranges: read once, from its beginning to its end. */
    private static final class WholeContent implements AutoCloseable {
        private final okhttp3.Call call;
        private final Response response;
        private final InputStream in;
        private long position;

        WholeContent(okhttp3.Call call, Response response) {
            this.call = call;
            this.response = response;
            this.in = response.body().byteStream();
        }

        CopyChunk next() {
            try {
                byte[] bytes = in.readNBytes(RANGE_BYTES);
                position += bytes.length;
                return new CopyChunk(
                        bytes,
                        bytes.length < RANGE_BYTES ? Optional.of(position) : Optional.empty());
            } catch (IOException e) {
                throw new CopyLost(
                        "%s, and the hook cannot send a part of a copy"
                                .formatted(FailureText.of(e)));
            }
        }

        @Override
        public void close() {
            response.close();
        }
    }

    @Override
    public void delete(String id) {
        boolean _ =
                exchange(
                        call(to(id).delete()),
                        response -> {
                            if (response.code() >= 300) {
                                throw CopyReplies.refused(response.code(), text(response), where);
                            }
                            return true;
                        });
    }

    private Request.Builder to(String... segments) {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(HookPaths.COPIES.substring(1));
        for (String segment : segments) {
            url.addPathSegment(segment);
        }
        Request.Builder request =
                new Request.Builder()
                        .url(url.build())
                        .header(HookPaths.AUTHORIZATION, token.header());
        headers.forEach(request::header);
        return request;
    }

    private interface Reading<T> {
        T read(Response response) throws IOException;
    }

    private okhttp3.Call call(Request.Builder request) {
        return client.newCall(request.build());
    }

    private <T> T exchange(okhttp3.Call call, Reading<T> reading) {
        return exchange(call, interruption::duringWait, reading);
    }

    private <T> T exchange(
            okhttp3.Call call,
            Function<Runnable, Interruption.Registration> registering,
            Reading<T> reading) {
        try (Interruption.Registration _ = registering.apply(call::cancel)) {
            Response response = call.execute();
            boolean isKept = false;
            try {
                T result = reading.read(response);
                isKept = whole.filter(it -> it.response == response).isPresent();
                return result;
            } finally {
                if (!isKept) {
                    response.close();
                }
            }
        } catch (IOException e) {
            throw new NoAnswer(token.redact(FailureText.of(e)));
        }
    }

    private static String text(Response response) throws IOException {
        return new String(
                response.body().byteStream().readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
    }

    @Override
    public boolean canSeal() {
        return true;
    }

    @Override
    public boolean isSlow() {
        return false;
    }

    @Override
    public String where() {
        return where;
    }

    @Override
    public void close() {
        forgetWhole();
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }
}
