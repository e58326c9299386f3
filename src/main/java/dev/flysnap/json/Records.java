package dev.flysnap.json;

import static java.time.temporal.ChronoUnit.MILLIS;

import dev.flysnap.json.JsonNames.RecordField;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Turns records into {@link Json} and back, by their components: {@code expiresInMs} is written
 * {@code expires_in_ms}.
 *
 * <p>Knows strings, booleans, {@code int} and {@code long}, enums (lower case), {@link Instant} (to
 * the millisecond), {@link Duration} (ISO 8601), {@link Json} itself, lists, sets, maps by string,
 * {@link Optional} (left out when empty), records, sealed interfaces (a field {@code kind} has the
 * record's {@link JsonName}), and records of one string named {@code value}, which are that string.
 * A field that nobody knows is passed over; one that is missing is an error unless it is optional.
 */
public final class Records {
    private static final String KIND = "kind";

    private record Named(@JsonName("any") String value) {}

    /**
     * Loads what the first record of a process would have to wait for: java writes two classes when
     * the first {@link JsonName} is read. A program may do so while it does something else.
     */
    public static void prepare() {
        var _ = JsonNames.fieldsOf(Named.class);
    }

    /** The record as an object, with its {@code kind} when {@code as} is a sealed interface. */
    public static <T> Json.Obj write(Class<T> as, T value) {
        return (Json.Obj) write((Type) as, value);
    }

    /**
     * @throws MalformedJson if {@code json} is no {@code type}, with the path of the field
     */
    public static <T> T read(Class<T> type, Json json) {
        return type.cast(read(type, json, ""));
    }

    private static Json write(Type type, Object value) {
        return switch (value) {
            case Json json -> json;
            case String text -> new Json.Str(text);
            case Boolean truth -> new Json.Bool(truth);
            case Number number -> new Json.Num(number.toString());
            case Enum<?> constant -> new Json.Str(JsonNames.of(constant));
            case Instant instant -> new Json.Str(instant.truncatedTo(MILLIS).toString());
            case Duration duration -> new Json.Str(duration.toString());
            case List<?> list -> array(argument(type, 0), list);
            case Set<?> set -> array(argument(type, 0), set);
            case Map<?, ?> map -> {
                SequencedMap<String, Json> fields = new LinkedHashMap<>();
                map.forEach(
                        (name, item) -> fields.put((String) name, write(argument(type, 1), item)));
                yield new Json.Obj(fields);
            }
            case Record record -> writeRecord(type, record);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        };
    }

    private static Json array(Type itemType, Iterable<?> values) {
        List<Json> items = new ArrayList<>();
        values.forEach(item -> items.add(write(itemType, item)));
        return new Json.Arr(items);
    }

    private static Json writeRecord(Type type, Record record) {
        List<RecordField> components = JsonNames.fieldsOf(record.getClass());
        if (isOneString(components)) {
            return new Json.Str((String) valueOf(components.getFirst(), record));
        }
        SequencedMap<String, Json> fields = new LinkedHashMap<>();
        if (raw(type).isSealed()) {
            fields.put(KIND, new Json.Str(JsonNames.kind(raw(type), record.getClass())));
        }
        for (RecordField component : components) {
            Object value = valueOf(component, record);
            if (value instanceof Optional<?> optional) {
                optional.ifPresent(present ->
                        fields.put(
                                component.name(), write(argument(component.type(), 0), present)));
            } else {
                fields.put(component.name(), write(component.type(), value));
            }
        }
        return new Json.Obj(fields);
    }

    private static Object read(Type type, Json json, String path) {
        Class<?> raw = raw(type);
        if (Json.class.isAssignableFrom(raw)) {
            if (!raw.isInstance(json)) {
                throw malformed(path, "is not the JSON that it should be");
            }
            return json;
        }
        return switch (json) {
            case Json.Bool(boolean truth) when raw == boolean.class || raw == Boolean.class ->
                    truth;
            case Json.Num number when raw == long.class || raw == Long.class ->
                    toLong(number, path);
            case Json.Num number when raw == int.class || raw == Integer.class ->
                    toInt(number, path);
            case Json.Str(String text) -> readText(raw, text, path);
            case Json.Arr(List<Json> items) when raw == List.class -> readItems(type, items, path);
            case Json.Arr(List<Json> items) when raw == Set.class || raw == SequencedSet.class ->
                    new LinkedHashSet<>(readItems(type, items, path));
            case Json.Obj object when raw == Map.class || raw == SequencedMap.class ->
                    readMap(type, object, path);
            case Json.Obj object when raw.isSealed() ->
                    readRecord(kindOf(raw, object, path), object, path);
            case Json.Obj object when raw.isRecord() -> readRecord(raw, object, path);
            default -> throw malformed(path, "should be " + expected(raw));
        };
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String expected(Class<?> raw) {
        if (raw == boolean.class || raw == Boolean.class) {
            return "true or false";
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return "a whole number";
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return "a list";
        }
        if (raw == Instant.class || raw == Duration.class) {
            return "a time";
        }
        boolean text =
                raw == String.class
                        || raw.isEnum()
                        || (raw.isRecord() && isOneString(JsonNames.fieldsOf(raw)));
        return text ? "a text" : "an object";
    }

    private static Object readText(Class<?> raw, String text, String path) {
        try {
            if (raw == String.class) {
                return text;
            }
            if (raw == Instant.class) {
                return Instant.parse(text);
            }
            if (raw == Duration.class) {
                return Duration.parse(text);
            }
            if (raw.isEnum()) {
                return Optional.ofNullable(JsonNames.constantsOf(raw).get(text))
                        .orElseThrow(() -> malformed(path, "cannot be \"" + text + "\""));
            }
            if (raw.isRecord() && isOneString(JsonNames.fieldsOf(raw))) {
                return construct(raw, new Object[] {text}, path);
            }
        } catch (DateTimeParseException e) {
            throw malformed(path, "is no time: \"" + text + "\"");
        }
        throw malformed(path, "should be " + expected(raw));
    }

    private static List<Object> readItems(Type type, List<Json> items, String path) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            values.add(read(argument(type, 0), items.get(i), path + "[" + i + "]"));
        }
        return List.copyOf(values);
    }

    private static Map<String, Object> readMap(Type type, Json.Obj object, String path) {
        SequencedMap<String, Object> values = new LinkedHashMap<>();
        object.fields()
                .forEach((name, item) ->
                        values.put(name, read(argument(type, 1), item, child(path, name))));
        return values;
    }

    private static Class<?> kindOf(Class<?> sealed, Json.Obj object, String path) {
        String kind =
                object.text(KIND).orElseThrow(() -> malformed(path, "has no \"" + KIND + "\""));
        return Optional.<Class<?>>ofNullable(JsonNames.kindsOf(sealed).get(kind))
                .orElseThrow(
                        () -> malformed(path, "has a kind that is not known: \"" + kind + "\""));
    }

    private static Object readRecord(Class<?> type, Json.Obj object, String path) {
        List<RecordField> components = JsonNames.fieldsOf(type);
        Object[] values = new Object[components.size()];
        for (int i = 0; i < values.length; i++) {
            RecordField component = components.get(i);
            values[i] = readComponent(component, object, child(path, component.name()));
        }
        return construct(type, values, path);
    }

    private static Object readComponent(RecordField component, Json.Obj object, String path) {
        Optional<Json> field = object.get(component.name());
        Type type = component.type();
        if (raw(type) == Optional.class) {
            return field.filter(json -> !(json instanceof Json.Null))
                    .map(json -> read(argument(type, 0), json, path));
        }
        return read(type, field.orElseThrow(() -> malformed(path, "is missing")), path);
    }

    private static Object construct(Class<?> type, Object[] values, String path) {
        try {
            Class<?>[] types =
                    JsonNames.fieldsOf(type).stream()
                            .map(it -> it.component().getType())
                            .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw malformed(path, String.valueOf(e.getTargetException().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object valueOf(RecordField component, Record record) {
        try {
            return component.accessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isOneString(List<RecordField> components) {
        return components.size() == 1
                && components.getFirst().type() == String.class
                && components.getFirst().component().getName().equals("value");
    }

    private static long toLong(Json.Num number, String path) {
        try {
            return number.whole();
        } catch (ArithmeticException | NumberFormatException e) {
            throw malformed(path, "should be a whole number");
        }
    }

    private static int toInt(Json.Num number, String path) {
        try {
            return Math.toIntExact(toLong(number, path));
        } catch (ArithmeticException e) {
            throw malformed(path, "is too large a number");
        }
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static Class<?> raw(Type type) {
        return (Class<?>)
                (type instanceof ParameterizedType parameterized
                        ? parameterized.getRawType()
                        : type);
    }

    private static MalformedJson malformed(String path, String what) {
        return new MalformedJson((path.isEmpty() ? "it" : path) + " " + what, null);
    }

    private Records() {}
}
