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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** A TOML file, or a table in it, with the line of each key. */
public final class TomlSection {
    private static final int MAX_BYTES = 1 << 20;

    private final String file;
    private final String prefix;
    private final TomlTable table;
    private final ConfigErrors errors;

    private TomlSection(String file, String prefix, TomlTable table, ConfigErrors errors) {
        this.file = file;
        this.prefix = prefix;
        this.table = table;
        this.errors = errors;
    }

    /** The file; empty when it is not there, or wrong, which is noted. */
    public static TomlSection readIfThere(Path path, ConfigErrors errors) {
        return Files.exists(path) ? read(path, errors) : parsed(path, "", errors);
    }

    /** The file, which must be there; empty when it is wrong, which is noted. */
    public static TomlSection read(Path path, ConfigErrors errors) {
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

    private static TomlSection parsed(Path path, String text, ConfigErrors errors) {
        TomlParseResult result = Toml.parse(text);
        String file = String.valueOf(path.getFileName());
        result.errors()
                .forEach(error ->
                        errors.add(
                                "%s, line %d".formatted(file, error.position().line()),
                                String.valueOf(error.getMessage())));
        return new TomlSection(file, "", result.hasErrors() ? Toml.parse("") : result, errors);
    }

    /** For a message: the file, the line and the key. */
    String where(String key) {
        TomlPosition position = table.inputPositionOf(key);
        return position == null
                ? "%s, %s".formatted(file, prefix + key)
                : "%s, line %d, %s".formatted(file, position.line(), prefix + key);
    }

    /** Every key that has a value, dotted, without the tables on the way; arrays are values. */
    Set<String> keys() {
        return new TreeSet<>(table.dottedKeySet());
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

    /** The text of a key; empty if the value has another type, which is no error here. */
    Optional<String> textIfOne(String key) {
        return value(key).filter(String.class::isInstance).map(String.class::cast);
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
        if (value.get() instanceof TomlArray array
                && array.toList().stream().allMatch(String.class::isInstance)) {
            return array.toList().stream()
                    .map(text -> new SourcedValue(where(key), (String) text))
                    .toList();
        }
        errors.add(where(key), "should be a list of texts, such as [\"main\"]");
        return List.of();
    }

    /** The table, or the tables of an array of them; none when the key is not there. */
    List<TomlSection> sections(String key) {
        List<TomlSection> sections = new ArrayList<>();
        Object value = value(key).orElse("");
        List<Object> items = value instanceof TomlArray array ? array.toList() : List.of(value);
        for (Object item : items) {
            if (item instanceof TomlTable inner) {
                sections.add(new TomlSection(file, prefix + key + ".", inner, errors));
            }
        }
        return sections;
    }

    private Optional<Object> value(String key) {
        List<String> path = List.of(key.split("\\.", -1));
        for (int depth = 1; depth < path.size(); depth++) {
            if (!table.isTable(path.subList(0, depth))) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(table.get(path));
    }
}
