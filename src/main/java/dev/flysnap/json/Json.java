package dev.flysnap.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * A JSON value. Two are equal when they mean the same JSON: the order of an object's fields does
 * not count, the literal of a number does.
 */
public sealed interface Json {

    /** The value {@code null}, which is not the same as a field that is not there. */
    Json NULL = new Null();

    /** The value {@code null}. */
    record Null() implements Json {}

    /** {@code true} or {@code false}. */
    record Bool(boolean value) implements Json {}

    /** A number, as the literal that was written: 1, 1.0 and 1e0 stay what they are. */
    record Num(String literal) implements Json {
        /** The number itself. */
        public BigDecimal value() {
            return new BigDecimal(literal);
        }

        /**
         * The number, if it is a whole one.
         *
         * @throws ArithmeticException if it is none, or too large
         */
        public long whole() {
            try {
                // Most are written so, and the first decimal one of a process takes java 20 ms.
                return Long.parseLong(literal);
            } catch (NumberFormatException e) {
                return value().longValueExact();
            }
        }
    }

    /** A string. */
    record Str(String value) implements Json {}

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** An object, its fields in the order in which they came. */
    record Obj(SequencedMap<String, Json> fields) implements Json {
        public Obj {
            fields = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(fields));
        }

        /** An object without fields. */
        public static Obj empty() {
            return new Obj(new LinkedHashMap<>());
        }

        /** The field, empty when it is not there (a field that is {@code null} is there). */
        public Optional<Json> get(String name) {
            return Optional.ofNullable(fields.get(name));
        }

        /** The field as an object; empty when it is not there or something else. */
        public Optional<Obj> object(String name) {
            return get(name)
                    .flatMap(value ->
                            value instanceof Obj object ? Optional.of(object) : Optional.empty());
        }

        /** The field's items; none when it is not there or no array. */
        public List<Json> array(String name) {
            return get(name).orElse(NULL) instanceof Arr(List<Json> items) ? items : List.of();
        }

        /** The objects in the field's array; none when it is not there or no array. */
        public List<Obj> objects(String name) {
            List<Obj> objects = new ArrayList<>();
            for (Json item : array(name)) {
                if (item instanceof Obj object) {
                    objects.add(object);
                }
            }
            return objects;
        }

        /** The field's text; empty when it is not there or no string. */
        public Optional<String> text(String name) {
            return get(name).orElse(NULL) instanceof Str(String value)
                    ? Optional.of(value)
                    : Optional.empty();
        }

        /**
         * The field's whole number; empty when it is not there, no number, or none that a {@code
         * long} can hold.
         */
        public Optional<Long> number(String name) {
            if (!(get(name).orElse(NULL) instanceof Num number)) {
                return Optional.empty();
            }
            try {
                return Optional.of(number.whole());
            } catch (ArithmeticException | NumberFormatException notWhole) {
                return Optional.empty();
            }
        }

        /** The field's truth; empty when it is not there or neither true nor false. */
        public Optional<Boolean> bool(String name) {
            return get(name).orElse(NULL) instanceof Bool(boolean value)
                    ? Optional.of(value)
                    : Optional.empty();
        }

        /** This object with the field set; it keeps its place where it was there. */
        public Obj with(String name, Json value) {
            SequencedMap<String, Json> changed = new LinkedHashMap<>(fields);
            changed.put(name, value);
            return new Obj(changed);
        }

        public Obj with(String name, String value) {
            return with(name, new Str(value));
        }

        public Obj with(String name, long value) {
            return with(name, new Num(Long.toString(value)));
        }

        public Obj with(String name, boolean value) {
            return with(name, new Bool(value));
        }

        /** This object with the field set when there is a value, else unchanged. */
        public Obj withText(String name, Optional<String> value) {
            return value.isPresent() ? with(name, value.get()) : this;
        }

        /** This object without the field. */
        public Obj without(String name) {
            SequencedMap<String, Json> changed = new LinkedHashMap<>(fields);
            changed.remove(name);
            return new Obj(changed);
        }
    }

    /** An array of strings. */
    static Arr texts(List<String> values) {
        return new Arr(values.stream().<Json>map(Str::new).toList());
    }

    /** An object of strings. */
    static Obj texts(Map<String, String> values) {
        SequencedMap<String, Json> fields = new LinkedHashMap<>();
        values.forEach((name, value) -> fields.put(name, new Str(value)));
        return new Obj(fields);
    }
}
