package dev.flysnap.agent.http.server;

import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.OptionalLong;

/** The bytes before the body of an answer. */
final class ResponseHead {

    static byte[] of(Answer answer, boolean goesOn) {
        return of(
                answer.status(),
                answer.headers(),
                OptionalLong.of(answer.bytes().length),
                goesOn,
                false);
    }

    static byte[] of(
            int status,
            List<Answer.Header> headers,
            OptionalLong length,
            boolean goesOn,
            boolean isChunked) {
        StringBuilder head = new StringBuilder();
        // No reason: it has been optional for a long time, and nobody reads it.
        head.append("HTTP/1.1 ").append(status).append(" \r\n");
        line(
                head,
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)));
        headers.forEach(it -> line(head, it.name(), it.value()));
        length.ifPresent(bytes -> line(head, "Content-Length", String.valueOf(bytes)));
        if (isChunked) {
            line(head, "Transfer-Encoding", "chunked");
        }
        if (!goesOn) {
            line(head, "Connection", "close");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void line(StringBuilder head, String name, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a line break in the header " + name);
        }
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private ResponseHead() {}
}
