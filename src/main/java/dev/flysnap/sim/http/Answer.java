package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.world.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a request is answered with. */
record Answer(int status, String body, Map<String, String> headers) {
    private static final Json.Obj OK = Json.Obj.empty().with("ok", true);

    static Answer of(int status, Json json) {
        return new Answer(
                status,
                JsonText.print(json),
                Map.of("Content-Type", "application/json; charset=utf-8"));
    }

    static Answer of(Json json) {
        return of(200, json);
    }

    static Answer ok() {
        return of(OK);
    }

    static Answer nothing(int status) {
        return new Answer(status, "", Map.of());
    }

    static Answer error(int status, String word, String error) {
        return of(status, Json.Obj.empty().with("error", error).with("status", word));
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
