package dev.flysnap.sim.http.exchange;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sim.world.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A response of the simulated API. */
public record SimResponse(int status, String body, Map<String, String> headers) {
    private record Ok(boolean ok) {}

    private record ErrorBody(String error, Optional<String> status) {}

    static SimResponse of(int status, Json json) {
        return new SimResponse(
                status,
                JsonText.print(json),
                Map.of("Content-Type", "application/json; charset=utf-8"));
    }

    public static SimResponse of(Json json) {
        return of(200, json);
    }

    public static SimResponse view(Record body) {
        return view(200, body);
    }

    public static SimResponse view(int status, Record body) {
        return of(status, Records.write(Record.class, body));
    }

    public static SimResponse list(List<? extends Record> rows) {
        return of(
                new Json.Arr(
                        rows.stream().<Json>map(it -> Records.write(Record.class, it)).toList()));
    }

    public static SimResponse ok() {
        return view(new Ok(true));
    }

    public static SimResponse empty(int status) {
        return new SimResponse(status, "", Map.of());
    }

    public static SimResponse error(int status, String word, String error) {
        return view(status, new ErrorBody(error, Optional.of(word).filter(it -> !it.isEmpty())));
    }

    public static SimResponse of(Refusal refusal) {
        return error(refusal.httpStatus(), refusal.status(), refusal.error());
    }

    public SimResponse withHeader(String header, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(header, value);
        return new SimResponse(status, body, changed);
    }
}
