package dev.flysnap.json;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The JSON names of kinds, enum constants and record components: see {@link JsonName}. */
final class JsonNames {
    private static final Pattern HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private static final ClassValue<SequencedMap<String, Class<?>>> KINDS =
            new ClassValue<>() {
                @Override
                protected SequencedMap<String, Class<?>> computeValue(Class<?> type) {
                    SequencedMap<String, Class<?>> kinds = new LinkedHashMap<>();
                    addKinds(type, kinds);
                    return Collections.unmodifiableSequencedMap(kinds);
                }
            };

    private static final ClassValue<SequencedMap<String, Enum<?>>> CONSTANTS =
            new ClassValue<>() {
                @Override
                protected SequencedMap<String, Enum<?>> computeValue(Class<?> type) {
                    SequencedMap<String, Enum<?>> constants = new LinkedHashMap<>();
                    for (Object constant : type.getEnumConstants()) {
                        add(constants, of((Enum<?>) constant), (Enum<?>) constant, type);
                    }
                    return Collections.unmodifiableSequencedMap(constants);
                }
            };

    /** Reflection makes new ones each time, which know nothing of what was done with the last. */
    private static final ClassValue<List<RecordField>> FIELDS =
            new ClassValue<>() {
                @Override
                protected List<RecordField> computeValue(Class<?> type) {
                    return Arrays.stream(type.getRecordComponents()).map(RecordField::of).toList();
                }
            };

    /**
     * A record's component.
     *
     * @param name in JSON
     * @param accessor may be called
     */
    record RecordField(String name, RecordComponent component, Method accessor) {
        private static RecordField of(RecordComponent component) {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return new RecordField(JsonNames.of(component), component, accessor);
        }

        Type type() {
            return component.getGenericType();
        }
    }

    /** The components of a record, in their order. */
    static List<RecordField> fieldsOf(Class<?> type) {
        return FIELDS.get(type);
    }

    /**
     * The records of a sealed interface, by name.
     *
     * @throws IllegalStateException if one has no {@link JsonName}, or the name of another
     */
    static SequencedMap<String, Class<?>> kindsOf(Class<?> sealed) {
        return KINDS.get(sealed);
    }

    /** The constants of an enum, by name. */
    static SequencedMap<String, Enum<?>> constantsOf(Class<?> type) {
        return CONSTANTS.get(type);
    }

    /** The name of a record of the sealed interface. */
    static String kind(Class<?> sealed, Class<?> type) {
        return kindsOf(sealed).entrySet().stream()
                .filter(kind -> kind.getValue() == type)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    static String of(Enum<?> constant) {
        try {
            Field field = constant.getDeclaringClass().getField(constant.name());
            return explicit(field.getAnnotation(JsonName.class))
                    .orElseGet(() -> constant.name().toLowerCase(Locale.ROOT));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String of(RecordComponent component) {
        return explicit(component.getAnnotation(JsonName.class))
                .orElseGet(() ->
                        HUMP.matcher(component.getName()).replaceAll("_").toLowerCase(Locale.ROOT));
    }

    private static void addKinds(Class<?> sealed, Map<String, Class<?>> kinds) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                addKinds(permitted, kinds);
            } else {
                String name =
                        explicit(permitted.getAnnotation(JsonName.class))
                                .orElseThrow(() ->
                                        new IllegalStateException(
                                                permitted.getName() + " has no @JsonName"));
                add(kinds, name, permitted, sealed);
            }
        }
    }

    private static <T> void add(Map<String, T> names, String name, T element, Class<?> type) {
        T other = names.putIfAbsent(name, element);
        if (other != null && !other.equals(element)) {
            throw new IllegalStateException(
                    "two of %s have the name \"%s\"".formatted(type.getName(), name));
        }
    }

    private static Optional<String> explicit(@Nullable JsonName annotation) {
        return Optional.ofNullable(annotation).map(JsonName::value);
    }

    private JsonNames() {}
}
