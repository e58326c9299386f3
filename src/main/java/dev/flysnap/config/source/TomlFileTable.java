package dev.flysnap.config.source;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A table of a TOML file. */
record TomlFileTable(TomlTable table) implements ConfigTable {
    /** Empty when the text is wrong, which is noted. */
    static ConfigTable parse(String file, String text, ConfigErrors errors) {
        TomlParseResult result = Toml.parse(text);
        result.errors()
                .forEach(error ->
                        errors.add(
                                "%s, line %d".formatted(file, error.position().line()),
                                String.valueOf(error.getMessage())));
        return new TomlFileTable(result.hasErrors() ? Toml.parse("") : result);
    }

    @Override
    public Set<String> dottedKeys() {
        return table.dottedKeySet();
    }

    @Override
    public Optional<Object> value(List<String> path) {
        for (int depth = 1; depth < path.size(); depth++) {
            if (!table.isTable(path.subList(0, depth))) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(table.get(path));
    }

    @Override
    public Optional<Integer> line(String key) {
        TomlPosition position = table.inputPositionOf(key);
        return position == null ? Optional.empty() : Optional.of(position.line());
    }
}
