package dev.flysnap.agent.http.server;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A whole answer, in memory. */
public record Answer(int status, List<Header> headers, String body) {
    /** A name and a value, as they are sent. */
    public record Header(String name, String value) {}

    public Answer {
        headers = List.copyOf(headers);
    }

    public static Answer of(int status, String type, String body) {
        return new Answer(status, List.of(new Header("Content-Type", type)), body);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    public Answer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Answer(status, more, body);
    }
}
