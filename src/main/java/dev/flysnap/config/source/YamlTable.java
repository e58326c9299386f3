package dev.flysnap.config.source;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A table of a YAML or JSON file. Lines are known of mistakes only. */
record YamlTable(Map<?, ?> map) implements ConfigTable {
    private static final int MAX_ALIASES = 50;

    /** Empty when the text is wrong, which is noted. */
    static ConfigTable parse(String file, String text, ConfigErrors errors) {
        LoadSettings settings =
                LoadSettings.builder()
                        .setLabel(file)
                        .setMaxAliasesForCollections(MAX_ALIASES)
                        .build();
        try {
            if (text.isBlank()) {
                return new YamlTable(Map.of());
            }
            if (new Load(settings).loadFromString(text) instanceof Map<?, ?> map) {
                return new YamlTable(map);
            }
            errors.add(file, "should be a table of keys and values");
        } catch (MarkedYamlEngineException e) {
            errors.add(
                    e.getProblemMark()
                            .map(mark -> "%s, line %d".formatted(file, mark.getLine() + 1))
                            .orElse(file),
                    e.getProblem());
        } catch (YamlEngineException e) {
            errors.add(file, "is neither YAML nor JSON");
        }
        return new YamlTable(Map.of());
    }

    @Override
    public Set<String> dottedKeys() {
        Set<String> keys = new LinkedHashSet<>();
        map.forEach((key, value) -> {
            if (value instanceof Map<?, ?> inner) {
                new YamlTable(inner).dottedKeys().forEach(it -> keys.add(key + "." + it));
            } else {
                keys.add(String.valueOf(key));
            }
        });
        return keys;
    }

    @Override
    public Optional<Object> value(List<String> path) {
        Object value = map.get(path.getFirst());
        if (value == null || path.size() == 1) {
            return Optional.ofNullable(
                    value instanceof Integer small ? (Object) small.longValue() : value);
        }
        return value instanceof Map<?, ?> inner
                ? new YamlTable(inner).value(path.subList(1, path.size()))
                : Optional.empty();
    }

    @Override
    public Optional<Integer> line(String key) {
        return Optional.empty();
    }
}
