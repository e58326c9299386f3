package dev.flysnap.config.source;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Keys and values of a file, whatever it is written in; whole numbers are {@code Long}. */
interface ConfigTable {
    /** Every key that has a value, dotted, without the tables on the way. */
    Set<String> dottedKeys();

    /** Empty where the key is not there, or something on the way to it is no table. */
    Optional<Object> value(List<String> path);

    /** The line of a dotted key, from 1. */
    Optional<Integer> line(String key);

    /** The value as a table, if it is one. */
    static Optional<ConfigTable> of(Object value) {
        return switch (value) {
            case TomlTable table -> Optional.of(new TomlFileTable(table));
            case Map<?, ?> map -> Optional.of(new YamlTable(map));
            default -> Optional.empty();
        };
    }

    /** The value's items, if it is a list. */
    static Optional<List<Object>> items(Object value) {
        return switch (value) {
            case TomlArray array -> Optional.of(array.toList());
            case List<?> list -> Optional.of(List.copyOf(list));
            default -> Optional.empty();
        };
    }
}
