package dev.flysnap.fly.http;

import dev.flysnap.json.Json;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.HostStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Reads fields of answers. Go's empty values (null, "", year 1) count as absent. */
public final class JsonFields {

    /** Year 1 is how Go writes a time that was never set. */
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");

    /**
     * @throws MalformedJson if it is missing
     */
    public static String text(Json.Obj json, String name) {
        return optionalText(json, name)
                .orElseThrow(() -> new MalformedJson("\"" + name + "\" is missing", null));
    }

    public static Optional<String> optionalText(Json.Obj json, String name) {
        return json.text(name).filter(it -> !it.isEmpty());
    }

    /**
     * @throws MalformedJson if it is missing
     */
    public static int whole(Json.Obj json, String name) {
        return optionalWhole(json, name)
                .orElseThrow(() -> new MalformedJson("\"" + name + "\" is missing", null));
    }

    public static Optional<Integer> optionalWhole(Json.Obj json, String name) {
        return json.number(name).filter(it -> it == it.intValue()).map(Long::intValue);
    }

    /**
     * @throws MalformedJson if there is text that is not a time
     */
    public static Optional<Instant> time(Json.Obj json, String name) {
        try {
            return optionalText(json, name)
                    .map(Instant::parse)
                    .filter(it -> !it.isBefore(EARLIEST));
        } catch (DateTimeException e) {
            throw new MalformedJson("\"" + name + "\" is not a time", e);
        }
    }

    /** Absent means OK: only trouble is always reported. */
    public static HostStatus hostStatus(Json.Obj json) {
        return switch (optionalText(json, "host_status").orElse("ok").toLowerCase(Locale.ROOT)) {
            case "ok" -> HostStatus.OK;
            case "unreachable" -> HostStatus.UNREACHABLE;
            default -> HostStatus.UNKNOWN;
        };
    }

    private JsonFields() {}
}
