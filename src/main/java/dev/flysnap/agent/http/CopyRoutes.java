package dev.flysnap.agent.http;

import dev.flysnap.agent.copy.CopyBytes;
import dev.flysnap.agent.copy.CopyJobs;
import dev.flysnap.agent.http.server.Answer;
import dev.flysnap.agent.http.server.Exchange;
import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.contract.CopyAnswer;
import dev.flysnap.contract.CopyRequest;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Json;
import dev.flysnap.json.Records;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /copies}: orders them, says how far they are, and gives their content in ranges. */
final class CopyRoutes implements AutoCloseable {
    private static final Pattern PATH =
            Pattern.compile(HookPaths.COPIES + "(?:/([0-9a-f]{1,64})(/content)?)?");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})?");
    private static final String TYPE = "application/octet-stream";
    private static final String CONTENT_RANGE = "Content-Range";
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;

    private final CopyJobs copies;
    private final WorkLane work = new WorkLane("copies", 2, 8);

    CopyRoutes(CopyJobs copies) {
        this.copies = copies;
    }

    static boolean has(String path) {
        return PATH.matcher(path).matches();
    }

    /** The token was checked. */
    Answer answer(Exchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.head().path());
        if (!path.matches()) {
            throw HookException.noSuchPath(exchange.head().path());
        }
        String method = exchange.head().method();
        Optional<String> id = Optional.ofNullable(path.group(1));
        if (id.isEmpty()) {
            demand(method.equals("POST"), method);
            CopyRequest request = HookServer.body(exchange, CopyRequest.class);
            return json(work.call(() -> copies.begin(request)));
        }
        if (path.group(2) != null) {
            demand(method.equals("GET"), method);
            return content(exchange, id.get());
        }
        demand(method.equals("GET") || method.equals("DELETE"), method);
        if (method.equals("DELETE")) {
            work.call(() -> {
                copies.delete(id.get());
                return true;
            });
            return HookServer.json(Json.Obj.empty());
        }
        return json(work.call(() -> copies.state(id.get())));
    }

    private static void demand(boolean isAllowed, String method) {
        if (!isAllowed) {
            throw HookException.methodNotAllowed(method);
        }
    }

    private static Answer json(CopyAnswer answer) {
        return HookServer.json(Records.write(CopyAnswer.class, answer));
    }

    /** As much of the range as one part has: the reader asks for the rest. */
    private Answer content(Exchange exchange, String id) throws IOException {
        Matcher range = RANGE.matcher(exchange.head().header("Range").orElse(""));
        if (!range.matches()) {
            throw HookException.badRequest("the content is read in ranges: Range: bytes=0-1048575");
        }
        long from = Long.parseLong(range.group(1));
        long to =
                Optional.ofNullable(range.group(2)).map(Long::parseLong).orElse(Long.MAX_VALUE - 1);
        int most = Math.clamp(to - from + 1, 0, Integer.MAX_VALUE);
        if (most == 0) {
            throw HookException.badRequest("the range has no bytes");
        }
        CopyBytes part = work.call(() -> copies.read(id, from, most));
        String total = part.total().map(String::valueOf).orElse("*");
        return part.bytes().length == 0
                ? Answer.of(NOT_SATISFIABLE, TYPE, "")
                        .with(CONTENT_RANGE, "bytes */%s".formatted(total))
                : new Answer(
                                PARTIAL,
                                List.of(new Answer.Header("Content-Type", TYPE)),
                                part.bytes())
                        .with(
                                CONTENT_RANGE,
                                "bytes %d-%d/%s"
                                        .formatted(from, from + part.bytes().length - 1, total));
    }

    @Override
    public void close() {
        work.close();
    }
}
