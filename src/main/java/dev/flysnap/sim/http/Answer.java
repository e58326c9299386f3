package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.sim.world.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A response of the simulated API. */
record Answer(int status, String body, Map<String, String> headers) {
    private record Ok(boolean ok) {}

    private record ErrorBody(String error, String status) {}

    static Answer of(int status, Json json) {
        return new Answer(
                status,
                JsonText.print(json),
                Map.of("Content-Type", "application/json; charset=utf-8"));
    }

    static Answer of(Json json) {
        return of(200, json);
    }

    static Answer view(Record body) {
        return view(200, body);
    }

    static Answer view(int status, Record body) {
        return of(status, Records.write(Record.class, body));
    }

    static Answer list(List<? extends Record> rows) {
        return of(
                new Json.Arr(
                        rows.stream().<Json>map(it -> Records.write(Record.class, it)).toList()));
    }

    static Answer ok() {
        return view(new Ok(true));
    }

    static Answer nothing(int status) {
        return new Answer(status, "", Map.of());
    }

    static Answer error(int status, String word, String error) {
        return view(status, new ErrorBody(error, word));
    }

    static Answer of(Refusal refusal) {
        return error(refusal.httpStatus(), refusal.status(), refusal.error());
    }

    Answer with(String header, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(header, value);
        return new Answer(status, body, changed);
    }
}
