package dev.flysnap.config.source;

import dev.flysnap.problem.FailureText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A configuration file, or a table in it; messages name the line of a key where it is known. */
public final class ConfigSection {
    private static final int MAX_BYTES = 1 << 20;

    private final String file;
    private final String prefix;
    private final ConfigTable table;
    private final ConfigErrors errors;

    private ConfigSection(String file, String prefix, ConfigTable table, ConfigErrors errors) {
        this.file = file;
        this.prefix = prefix;
        this.table = table;
        this.errors = errors;
    }

    /** The file; empty when it is not there, or wrong, which is noted. */
    public static ConfigSection readIfThere(Path path, ConfigErrors errors) {
        return Files.exists(path) ? read(path, errors) : parsed(path, "", errors);
    }

    /**
     * The file, which must be there; empty when it is wrong, which is noted. TOML, except that a
     * name that ends with yaml, yml or json is taken at its word.
     */
    public static ConfigSection read(Path path, ConfigErrors errors) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                errors.add(path.toString(), "is larger than 1 MiB");
                return parsed(path, "", errors);
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return parsed(path, text, errors);
        } catch (CharacterCodingException e) {
            errors.add(path.toString(), "is not UTF-8");
        } catch (NoSuchFileException e) {
            errors.add(path.toString(), "does not exist");
        } catch (IOException e) {
            errors.add(path.toString(), "cannot be read (" + FailureText.of(e) + ")");
        }
        return parsed(path, "", errors);
    }

    /** TOML that no file holds. */
    public static ConfigSection ofText(String name, String text, ConfigErrors errors) {
        return new ConfigSection(name, "", TomlFileTable.parse(name, text, errors), errors);
    }

    private static ConfigSection parsed(Path path, String text, ConfigErrors errors) {
        String file = String.valueOf(path.getFileName());
        if (text.isBlank()) {
            // As most computers have it; the parsers would only be loaded.
            return new ConfigSection(file, "", new YamlTable(Map.of()), errors);
        }
        ConfigTable table =
                file.matches(".*\\.(?:ya?ml|json)")
                        ? YamlTable.parse(file, text, errors)
                        : TomlFileTable.parse(file, text, errors);
        return new ConfigSection(file, "", table, errors);
    }

    /** For a message: the file, the line and the key. */
    String where(String key) {
        return table.line(key)
                .map(line -> "%s, line %d, %s".formatted(file, line, prefix + key))
                .orElseGet(() -> "%s, %s".formatted(file, prefix + key));
    }

    /** Every key that has a value, dotted, without the tables on the way; arrays are values. */
    Set<String> keys() {
        return new TreeSet<>(table.dottedKeys());
    }

    /** The keys of values that are no tables, in the order of the file where that is kept. */
    List<String> ownKeys() {
        return table.dottedKeys().stream().filter(it -> !it.contains(".")).toList();
    }

    boolean has(String key) {
        return value(key).isPresent();
    }

    Optional<SourcedValue> text(String key) {
        Optional<Object> value = value(key);
        if (value.isPresent() && !(value.get() instanceof String)) {
            errors.add(where(key), "should be a text in quotes");
        }
        return value.filter(String.class::isInstance)
                .map(text -> new SourcedValue(where(key), (String) text));
    }

    /** The text of a key, also of a number or a truth; empty for a list or a table. */
    Optional<String> scalar(String key) {
        return value(key)
                .filter(it -> it instanceof String || it instanceof Number || it instanceof Boolean)
                .map(String::valueOf);
    }

    Optional<Long> number(String key) {
        Optional<Object> value = value(key);
        if (value.isPresent() && !(value.get() instanceof Long)) {
            errors.add(where(key), "should be a whole number");
        }
        return value.filter(Long.class::isInstance).map(Long.class::cast);
    }

    List<SourcedValue> texts(String key) {
        Optional<Object> value = value(key);
        if (value.isEmpty()) {
            return List.of();
        }
        Optional<List<String>> texts = textList(value.get());
        if (texts.isEmpty()) {
            errors.add(where(key), "should be a list of texts, such as [\"main\"]");
        }
        return texts.orElse(List.of()).stream()
                .map(text -> new SourcedValue(where(key), text))
                .toList();
    }

    /** The texts of a list; empty if the value is anything else, which is no error here. */
    Optional<List<String>> textsIfList(String key) {
        return value(key).flatMap(ConfigSection::textList);
    }

    private static Optional<List<String>> textList(Object value) {
        return ConfigTable.items(value)
                .filter(items -> items.stream().allMatch(String.class::isInstance))
                .map(items -> items.stream().map(String.class::cast).toList());
    }

    boolean isList(String key) {
        return value(key).flatMap(ConfigTable::items).isPresent();
    }

    /** The table, or the tables of an array of them; none when the key is not there. */
    List<ConfigSection> sections(String key) {
        List<ConfigSection> sections = new ArrayList<>();
        Object value = value(key).orElse("");
        for (Object item : ConfigTable.items(value).orElse(List.of(value))) {
            ConfigTable.of(item)
                    .ifPresent(inner ->
                            sections.add(
                                    new ConfigSection(file, prefix + key + ".", inner, errors)));
        }
        return sections;
    }

    private Optional<Object> value(String key) {
        return table.value(List.of(key.split("\\.", -1)));
    }
}
