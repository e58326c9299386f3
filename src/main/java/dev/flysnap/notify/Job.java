package dev.flysnap.notify;

import java.util.Optional;

/**
 * What runs.
 *
 * @param command such as {@code create}
 * @param app that it works on, where it names one
 */
public record Job(String command, Optional<String> app) {
    @Override
    public String toString() {
        return app.map(it -> command + " " + it).orElse(command);
    }
}
