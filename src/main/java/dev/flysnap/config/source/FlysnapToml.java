package dev.flysnap.config.source;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The content of flysnap.toml. The file lies in a repository: whoever can change it must not be
 * able to redirect a token or run a command, so it can only select resources.
 */
public record FlysnapToml(
        Optional<SourcedValue> app,
        Optional<SourcedValue> volume,
        Optional<SourcedValue> container,
        Optional<SourcedValue> via,
        Optional<Integer> hookPort,
        List<String> databases,
        List<String> ignored,
        List<SourcedValue> copyStores,
        Optional<SourcedValue> stateStore,
        List<FlysnapToml> targets) {
    private static final List<String> KEYS =
            List.of(
                    "app",
                    "volume",
                    "container",
                    "hook.port",
                    "hook.via",
                    "hook.databases",
                    "hook.ignore");
    private static final String STATE_STORE = "state.store";
    private static final String TARGETS = "targets";

    /** Only looked into: the endpoint of a bucket and its keys come from the environment. */
    private static final String COPY_STORES = "copies.stores";

    private static final int MAX_COPY_STORES = 20;
    private static final int MAX_TARGETS = 10_000;
    private static final Predicate<String> NOT_FROM_A_REPOSITORY =
            Pattern.compile("(?i)token|secret|password|url|host|addr|listen|command|cmd|exec|run")
                    .asPredicate()
                    .or("hook"::equals);
    private static final Predicate<String> DATABASE =
            Pattern.compile("[A-Za-z0-9_.-]{1,64}(?:=/[A-Za-z0-9_./-]{1,500})?").asMatchPredicate();
    private static final Predicate<String> PATTERN =
            Pattern.compile("[A-Za-z0-9_./*?-]{1,500}").asMatchPredicate();
    private static final int MAX_DATABASES = 1000;

    public static FlysnapToml read(ConfigSection file, ConfigErrors errors) {
        List<ConfigSection> sections = file.sections(TARGETS);
        if (file.has(TARGETS) && sections.isEmpty()) {
            errors.add(file.where(TARGETS), "should be tables: write [[targets]] before each");
        }
        if (sections.size() > MAX_TARGETS) {
            errors.add(file.where(TARGETS), "should be at most " + MAX_TARGETS);
        }
        List<FlysnapToml> targets = new ArrayList<>();
        for (ConfigSection section : sections) {
            if (!section.has("app")) {
                errors.add(section.where("app"), "each of [[targets]] names its app");
            }
            targets.add(read(section, List.of(), List.of(), errors));
        }
        return read(file, List.of(COPY_STORES, STATE_STORE, TARGETS), targets, errors);
    }

    private static FlysnapToml read(
            ConfigSection file,
            Collection<String> more,
            List<FlysnapToml> targets,
            ConfigErrors errors) {
        TreeSet<String> unknown = new TreeSet<>(file.keys());
        unknown.removeAll(KEYS);
        unknown.removeAll(more);
        for (String key : unknown) {
            errors.add(
                    file.where(key),
                    NOT_FROM_A_REPOSITORY.test(key)
                            ? "addresses, tokens and commands are never read from a file that lives in a repository: use a flag or the environment"
                            : "there is no such key; there are %s"
                                    .formatted(
                                            Stream.concat(KEYS.stream(), more.stream())
                                                    .collect(Collectors.joining(", "))));
        }
        return new FlysnapToml(
                file.text("app"),
                file.text("volume"),
                file.text("container"),
                file.text("hook.via"),
                port(file, errors),
                databases(file, errors),
                ignored(file, errors),
                copyStores(file, errors),
                file.text(STATE_STORE),
                targets);
    }

    private static List<SourcedValue> copyStores(ConfigSection file, ConfigErrors errors) {
        List<SourcedValue> given = file.texts(COPY_STORES);
        if (given.size() > MAX_COPY_STORES) {
            errors.add(file.where(COPY_STORES), "should name at most " + MAX_COPY_STORES);
        }
        return given;
    }

    private static Optional<Integer> port(ConfigSection file, ConfigErrors errors) {
        Optional<Long> port = file.number("hook.port");
        if (port.isPresent() && (port.get() < 1 || port.get() > 65_535)) {
            errors.add(file.where("hook.port"), "should be from 1 to 65535");
            return Optional.empty();
        }
        return port.map(Math::toIntExact);
    }

    private static List<String> ignored(ConfigSection file, ConfigErrors errors) {
        List<SourcedValue> given = file.texts("hook.ignore");
        given.stream()
                .filter(it -> !PATTERN.test(it.text()))
                .findFirst()
                .ifPresent(it ->
                        errors.add(
                                it.where(),
                                "\"%s\" is no pattern of a file's name or path, such as cache.db or /data/cache/*"
                                        .formatted(it.text())));
        return given.stream().map(SourcedValue::text).toList();
    }

    private static List<String> databases(ConfigSection file, ConfigErrors errors) {
        List<SourcedValue> given = file.texts("hook.databases");
        if (given.size() > MAX_DATABASES) {
            errors.add(file.where("hook.databases"), "should name at most " + MAX_DATABASES);
        }
        given.stream()
                .filter(name -> !DATABASE.test(name.text()))
                .findFirst()
                .ifPresent(name ->
                        errors.add(
                                name.where(),
                                "\"%s\" is not the name of a database: those have letters, digits, _ . and -"
                                        .formatted(name.text())));
        return given.stream().map(SourcedValue::text).toList();
    }
}
