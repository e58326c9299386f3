package dev.flysnap.config.source;

import dev.flysnap.problem.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Collects all errors of a configuration, so that the user can fix them at once. */
public final class ConfigErrors {
    private static final int MAX_NAMED = 20;

    private record ConfigError(ExitCode exit, String sentence) {}

    private final List<ConfigError> found = new ArrayList<>();

    public void add(String where, String sentence) {
        found.add(new ConfigError(ExitCode.USAGE, where + ": " + sentence));
    }

    /** The parsed value; empty if there is none or it is invalid, which is recorded. */
    public <T> Optional<T> parsed(Optional<SourcedValue> value, Function<String, T> parse) {
        return parsed(value, parse, ExitCode.USAGE);
    }

    public <T> Optional<T> parsed(
            Optional<SourcedValue> value, Function<String, T> parse, ExitCode exit) {
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

    /** The first of them. */
    public Optional<String> first() {
        return found.stream().findFirst().map(ConfigError::sentence);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException with all of them, if there are any
     */
    public void throwIfAny() {
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
