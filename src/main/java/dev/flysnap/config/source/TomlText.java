package dev.flysnap.config.source;

import java.util.List;
import java.util.stream.Collectors;

/** Writes values as TOML, so that {@link ConfigSection} and others read the same again. */
public final class TomlText {

    /** A text in double quotes, on one line. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(it -> quoted.append(escaped((char) it)));
        return quoted.append('"').toString();
    }

    private static String escaped(char character) {
        return switch (character) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            default ->
                    Character.isISOControl(character)
                            ? "\\u%04x".formatted((int) character)
                            : String.valueOf(character);
        };
    }

    /** A list of texts, on one line. */
    public static String quoted(List<String> texts) {
        return texts.stream().map(TomlText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private TomlText() {}
}
