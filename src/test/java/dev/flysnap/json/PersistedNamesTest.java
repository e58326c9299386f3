package dev.flysnap.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.flysnap.ClassFiles;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunStatus;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What flysnap persists looks the same after any renaming of classes, constants and components. A
 * change that is meant goes into the list: copy {@code target/persisted-names.txt} over it. Once a
 * version was released, it needs a way to read what that version wrote.
 */
class PersistedNamesTest {
    private static final Path LIST = Path.of("src/test/resources/persisted-names.txt");

    private final List<String> lines = new ArrayList<>();

    @Test
    void persistedNamesAreThoseOfTheList() throws Exception {
        lines.add("run-kind = " + Arrays.toString(RunKind.values()));
        lines.add("run-status = " + JsonNames.constantsOf(RunStatus.class).keySet());
        documents()
                .forEach((name, type) -> {
                    lines.add("");
                    lines.add(name + (isOneString(type) ? ": text" : ""));
                    list(type, "  ");
                });
        Files.write(Path.of("target/persisted-names.txt"), lines);
        assertEquals(
                Files.readString(LIST),
                String.join("\n", lines) + "\n",
                "what flysnap persists has changed: see target/persisted-names.txt");
    }

    /** The types with a {@link JsonName} that are no records of a sealed interface with one. */
    private static Map<String, Class<?>> documents() throws Exception {
        Map<String, Class<?>> documents = new TreeMap<>();
        for (Path file : ClassFiles.thatName(JsonName.class, JsonName.class)) {
            Class<?> type = ClassFiles.load(file, JsonName.class);
            if (nameOf(type).isPresent()
                    && Arrays.stream(type.getInterfaces()).noneMatch(Class::isSealed)) {
                assertNull(documents.put(nameOf(type).orElseThrow(), type));
            }
        }
        return documents;
    }

    private void list(Class<?> type, String indent) {
        if (type.isSealed()) {
            JsonNames.kindsOf(type)
                    .forEach((kind, record) -> {
                        lines.add(indent + "kind " + kind);
                        list(record, indent + "  ");
                    });
        } else {
            JsonNames.fieldsOf(type).forEach(field -> list(field.name(), field.type(), indent));
        }
    }

    private void list(String name, Type type, String indent) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] arguments = parameterized.getActualTypeArguments();
            String mark =
                    parameterized.getRawType() == Optional.class
                            ? "?"
                            : Map.class.isAssignableFrom((Class<?>) parameterized.getRawType())
                                    ? "{}"
                                    : "[]";
            list(name + mark, arguments[arguments.length - 1], indent);
            return;
        }
        Class<?> raw = (Class<?>) type;
        boolean isDocument = nameOf(raw).isPresent() && !isKind(raw);
        lines.add(indent + name + ": " + words(raw, isDocument));
        if (!isDocument && (raw.isRecord() || raw.isSealed()) && !isOneString(raw)) {
            if (!Json.class.isAssignableFrom(raw)) {
                list(raw, indent + "  ");
            }
        }
    }

    private static String words(Class<?> type, boolean isDocument) {
        if (isDocument) {
            return nameOf(type).orElseThrow();
        }
        if (type == String.class || isOneString(type)) {
            return "text";
        }
        if (type.isEnum()) {
            return JsonNames.constantsOf(type).keySet().stream().collect(Collectors.joining(" | "));
        }
        if (Json.class.isAssignableFrom(type)) {
            return "json";
        }
        if (type.isRecord() || type.isSealed()) {
            return "object";
        }
        return type.isPrimitive() || type.getName().startsWith("java.lang")
                ? type == boolean.class || type == Boolean.class ? "boolean" : "number"
                : type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static boolean isKind(Class<?> type) {
        return Arrays.stream(type.getInterfaces()).anyMatch(Class::isSealed);
    }

    private static boolean isOneString(Class<?> type) {
        return type.isRecord()
                && type.getRecordComponents().length == 1
                && type.getRecordComponents()[0].getType() == String.class
                && type.getRecordComponents()[0].getName().equals("value");
    }

    private static Optional<String> nameOf(Class<?> type) {
        return Optional.ofNullable(type.getAnnotation(JsonName.class)).map(JsonName::value);
    }
}
