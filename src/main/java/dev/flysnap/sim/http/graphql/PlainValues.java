package dev.flysnap.sim.http.graphql;

import dev.flysnap.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the maps, lists, strings and numbers that the GraphQL engine takes and gives. */
final class PlainValues {

    static Map<String, @Nullable Object> of(Json.Obj json) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.fields().forEach((name, value) -> map.put(name, of(value)));
        return map;
    }

    private static @Nullable Object of(Json json) {
        return switch (json) {
            case Json.Null() -> null;
            case Json.Bool(boolean value) -> value;
            case Json.Num number -> number.value();
            case Json.Str(String value) -> value;
            case Json.Arr(List<Json> items) -> {
                List<@Nullable Object> list = new ArrayList<>();
                items.forEach(item -> list.add(of(item)));
                yield list;
            }
            case Json.Obj object -> of(object);
        };
    }

    static Json json(@Nullable Object value) {
        return switch (value) {
            case null -> Json.NULL;
            case Boolean truth -> new Json.Bool(truth);
            case Number number -> new Json.Num(number.toString());
            case Map<?, ?> map -> {
                Json.Obj object = Json.Obj.empty();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    object = object.with(String.valueOf(entry.getKey()), json(entry.getValue()));
                }
                yield object;
            }
            case List<?> list -> {
                List<Json> items = new ArrayList<>();
                list.forEach(item -> items.add(json(item)));
                yield new Json.Arr(items);
            }
            default -> new Json.Str(value.toString());
        };
    }

    private PlainValues() {}
}
