package dev.flysnap.config.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The token that {@code fly auth login} left in {@code config.yml}. Source: flyctl.
 *
 * <p>One key of one file is no reason for a YAML library: flyctl writes it on one line, plain or in
 * quotes; everything else is refused rather than guessed.
 */
public final class FlyctlLoginFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern LINE = Pattern.compile("access_token\\s*:(?:\\s+(?<value>.*))?");
    private static final Pattern VALUE =
            Pattern.compile(
                    "(?:\"(?<double>[^\"\\\\]*)\"|'(?<single>[^']*)'|(?<plain>[A-Za-z0-9_][^#\"']*?))?\\s*(?:#.*)?");

    /**
     * The token; empty when nobody is logged in, or when the file is wrong, which is noted.
     *
     * @param flyDirectory {@code FLY_CONFIG_DIR}, else {@code ~/.fly}
     */
    public static Optional<SourcedValue> token(Path flyDirectory, ConfigErrors errors) {
        Path file = flyDirectory.resolve("config.yml");
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (Files.size(file) > MAX_BYTES) {
                errors.add(file.toString(), "is larger than 1 MiB");
                return Optional.empty();
            }
            return token(file, Files.readAllLines(file), errors);
        } catch (IOException e) {
            errors.add(file.toString(), "cannot be read: set FLY_API_TOKEN instead");
            return Optional.empty();
        }
    }

    private static Optional<SourcedValue> token(
            Path file, List<String> lines, ConfigErrors errors) {
        String where = file + ", access_token";
        List<String> values =
                lines.stream()
                        .map(LINE::matcher)
                        .filter(Matcher::matches)
                        .map(line -> Optional.ofNullable(line.group("value")).orElse("").strip())
                        .toList();
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Matcher value = VALUE.matcher(values.getFirst());
        if (values.size() > 1 || !value.matches()) {
            errors.add(
                    where,
                    "is not one text on one line: log in again, or set FLY_API_TOKEN instead");
            return Optional.empty();
        }
        String token =
                Optional.ofNullable(value.group("double"))
                        .or(() -> Optional.ofNullable(value.group("single")))
                        .or(() -> Optional.ofNullable(value.group("plain")))
                        .orElse("");
        return token.isBlank() || token.equals("null")
                ? Optional.empty()
                : Optional.of(new SourcedValue(where, token.strip()));
    }

    private FlyctlLoginFile() {}
}
