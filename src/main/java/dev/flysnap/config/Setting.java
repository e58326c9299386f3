package dev.flysnap.config;

import dev.flysnap.config.source.SourcedValue;
import java.util.Optional;

/**
 * One setting as it is in force, for people. A token's text is not in it.
 *
 * @param source the option, variable or line that it comes from, or {@code default}
 */
public record Setting(String name, String value, String source) {
    static Setting of(String name, Optional<SourcedValue> given, String ifAbsent) {
        return given.map(it -> new Setting(name, it.text(), it.where()))
                .orElse(new Setting(name, ifAbsent, "default"));
    }

    static Setting secret(String name, Optional<SourcedValue> given) {
        return given.map(it -> new Setting(name, "set", it.where()))
                .orElse(new Setting(name, "not set", "default"));
    }
}
