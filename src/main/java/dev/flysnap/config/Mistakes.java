package dev.flysnap.config;

import dev.flysnap.problem.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Collects all errors of a configuration, so that the user can fix them at once. */
final class Mistakes {
    private static final int MAX_NAMED = 20;

    private record ConfigError(ExitCode exit, String sentence) {}

    private final List<ConfigError> found = new ArrayList<>();

    void add(String where, String sentence) {
        found.add(new ConfigError(ExitCode.USAGE, where + ": " + sentence));
    }

    /** The parsed value; empty if there is none or it is invalid, which is recorded. */
    <T> Optional<T> parsed(Optional<Given> value, Function<String, T> parse) {
        return parsed(value, parse, ExitCode.USAGE);
    }

    <T> Optional<T> parsed(Optional<Given> value, Function<String, T> parse, ExitCode exit) {
        if (value.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(value.get().text()));
        } catch (IllegalArgumentException e) {
            found.add(new ConfigError(exit, value.get().where() + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException with all of them, if there are any
     */
    void throwIfAny() {
        if (found.isEmpty()) {
            return;
        }
        List<String> sentences =
                new ArrayList<>(
                        found.stream().limit(MAX_NAMED).map(ConfigError::sentence).toList());
        if (found.size() > MAX_NAMED) {
            sentences.add("and %d more".formatted(found.size() - MAX_NAMED));
        }
        List<ExitCode> exits = found.stream().map(ConfigError::exit).distinct().toList();
        ExitCode exit = exits.size() == 1 ? exits.getFirst() : ExitCode.USAGE;
        throw ConfigProblems.invalid(exit, found.size(), sentences).exception();
    }
}
