package dev.flysnap.drill;

import java.util.Optional;

/**
 * One thing that a drill checks.
 *
 * @param group {@code data}, {@code expected} or {@code budget}
 * @param name what has to be true
 * @param seen what was found
 * @param failure why it is not so; absent = it is
 */
public record DrillCheck(String group, String name, String seen, Optional<String> failure) {
    public boolean isMet() {
        return failure.isEmpty();
    }
}
