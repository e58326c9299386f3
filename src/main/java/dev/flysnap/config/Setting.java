package dev.flysnap.config;

import dev.flysnap.config.source.SourcedValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One setting as it is in force, for people. The text of a token or password is not in it.
 *
 * @param source the option, variable or line that it comes from, or {@code default}
 */
public record Setting(String name, String value, String source) {
    private static final Pattern PASSWORD = Pattern.compile("(://[^/?#:]*:)[^/?#]+@");

    static Setting of(String name, Optional<SourcedValue> given, String ifAbsent) {
        return given.map(it ->
                        new Setting(
                                name, PASSWORD.matcher(it.text()).replaceAll("$1…@"), it.where()))
                .orElse(new Setting(name, ifAbsent, "default"));
    }

    static Setting secret(String name, Optional<SourcedValue> given) {
        return given.map(it -> new Setting(name, "set", it.where()))
                .orElse(new Setting(name, "not set", "default"));
    }
}
