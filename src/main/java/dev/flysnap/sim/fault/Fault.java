package dev.flysnap.sim.fault;

import dev.flysnap.json.JsonName;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * A failure of one request.
 *
 * @param call the requests that it counts
 * @param nth the one of them that fails, from 1
 */
public record Fault(RequestPattern call, int nth, Kind kind) {
    private static final Duration MAX_STALL = Duration.ofSeconds(100);

    /** The kind of failure. */
    public sealed interface Kind {
        /** The request gets this response and is not executed. */
        @JsonName("status")
        record Status(int code, String body, Map<String, String> headers) implements Kind {}

        /** The connection is closed; the request is not executed. */
        @JsonName("cut-before")
        record CutBefore() implements Kind {}

        /** The request is executed; then the connection is closed without a response. */
        @JsonName("cut-after")
        record CutAfter() implements Kind {}

        /** The request is executed; the response is delayed, in real time. */
        @JsonName("stall")
        record Stall(Duration duration) implements Kind {}

        /** The request is executed; the connection is closed in the middle of the response body. */
        @JsonName("half-body")
        record HalfBody() implements Kind {}
    }

    public Fault {
        if (nth < 1) {
            throw new IllegalArgumentException("a fault counts requests from 1, not from " + nth);
        }
        if (kind instanceof Kind.Stall(Duration duration)
                && (duration.isNegative() || duration.compareTo(MAX_STALL) > 0)) {
            throw new IllegalArgumentException("a stall lasts at most " + MAX_STALL);
        }
        if (kind instanceof Kind.Status(int code, String _, Map<String, String> _)
                && (code < 200 || code > 599)) {
            throw new IllegalArgumentException(code + " is not an HTTP status");
        }
    }

    /** Fails the next matching request. */
    public static Fault next(String call, Kind kind) {
        return new Fault(new RequestPattern(call), 1, kind);
    }

    public static Kind status(int code, String body) {
        return new Kind.Status(code, body, Map.of());
    }

    /**
     * Reads {@code CALL[@NTH]=KIND} with the kinds {@code status:503[:BODY]}, {@code cut-before},
     * {@code cut-after}, {@code stall:SECONDS}, {@code half-body}.
     *
     * @throws IllegalArgumentException with a sentence for the user, if it is malformed
     */
    public static Fault parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a fault: those look like volumes.create@1=cut-after"
                            .formatted(text));
        }
        String call = text.substring(0, equals);
        int nth = 1;
        int at = call.lastIndexOf('@');
        if (at > 0 && call.substring(at + 1).matches("[1-9]\\d{0,5}")) {
            nth = Integer.parseInt(call.substring(at + 1));
            call = call.substring(0, at);
        }
        return new Fault(new RequestPattern(call), nth, kind(text.substring(equals + 1)));
    }

    private static Kind kind(String text) {
        String[] parts = text.split(":", 3);
        String word = parts[0].toLowerCase(Locale.ROOT);
        String value = parts.length > 1 ? parts[1] : "";
        if (word.equals("status") && value.matches("\\d{3}")) {
            return status(
                    Integer.parseInt(value),
                    parts.length > 2
                            ? parts[2]
                            : "{\"error\":\"injected\",\"status\":\"unknown\"}");
        }
        if (word.equals("stall") && value.matches("\\d{1,3}")) {
            return new Kind.Stall(Duration.ofSeconds(Long.parseLong(value)));
        }
        return switch (word) {
            case "cut-before" -> new Kind.CutBefore();
            case "cut-after" -> new Kind.CutAfter();
            case "half-body" -> new Kind.HalfBody();
            default ->
                    throw new IllegalArgumentException(
                            "\"%s\" is not a kind of fault: those are status:503[:BODY], cut-before, cut-after, stall:SECONDS, half-body"
                                    .formatted(text));
        };
    }
}
