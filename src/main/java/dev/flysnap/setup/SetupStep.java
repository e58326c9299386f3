package dev.flysnap.setup;

import java.util.List;

/**
 * One thing for the user to do.
 *
 * @param title a sentence
 * @param lines to be pasted as they are
 */
public record SetupStep(String title, List<String> lines) {
    public SetupStep {
        lines = List.copyOf(lines);
    }
}
