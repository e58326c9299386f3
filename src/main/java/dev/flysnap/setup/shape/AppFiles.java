package dev.flysnap.setup.shape;

import dev.flysnap.config.source.FlyAppConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The files of an app that say something about its databases.
 *
 * @param dockerfile of an app that is built here
 * @param databaseYml the text of Rails' config/database.yml
 * @param names of the files in the app's folder
 */
public record AppFiles(
        FlyAppConfig fly,
        Optional<Dockerfile> dockerfile,
        Optional<String> databaseYml,
        List<String> names) {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_NAMES = 1000;
    private static final Pattern PYTHON =
            Pattern.compile(
                    "(?:^|[\\s/\"'=])(?:python[\\d.]*|gunicorn|uvicorn|hypercorn|daphne|flask|celery|manage\\.py|poetry|uv|streamlit)(?:$|[\\s\"':])");
    private static final List<String> PYTHON_FILES =
            List.of("requirements.txt", "pyproject.toml", "Pipfile", "manage.py", "uv.lock");
    private static final Pattern RAILS =
            Pattern.compile("(?:^|[\\s/])(?:bin/rails|rails\\s+server|bin/thrust|solid_queue\\S*)");
    private static final Pattern LITEFS = Pattern.compile("(?:^|[\\s/])litefs\\s+mount");
    private static final Pattern LITESTREAM = Pattern.compile("(?:^|[\\s/])litestream(?:\\s|$)");

    /**
     * @param folder of the app
     * @param flyConfig as {@code fly --config} takes it; absent = as flyctl finds it
     * @throws dev.flysnap.problem.FlysnapException if the app's configuration cannot be read
     */
    public static AppFiles in(Path folder, Optional<Path> flyConfig) {
        FlyAppConfig fly = FlyAppConfig.in(folder, flyConfig);
        Optional<Dockerfile> dockerfile =
                fly.build().image().isPresent()
                        ? Optional.empty()
                        : Dockerfile.read(
                                folder.resolve(fly.build().dockerfile().orElse("Dockerfile")),
                                fly.build().target());
        return new AppFiles(
                fly, dockerfile, text(folder.resolve("config/database.yml")), names(folder));
    }

    /** With the mounts of running machines, where the app's configuration has none. */
    public AppFiles orMounts(List<FlyAppConfig.Mount> seen) {
        return new AppFiles(fly.orMounts(seen), dockerfile, databaseYml, names);
    }

    private static Optional<String> text(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            return Optional.of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
        } catch (IOException e) {
            // As if it were not there: it only adds to what else is known.
            return Optional.empty();
        }
    }

    private static List<String> names(Path folder) {
        try (var entries = Files.list(folder)) {
            return entries.limit(MAX_NAMES).map(it -> String.valueOf(it.getFileName())).toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** The variables that the app sees: fly.toml's replace the image's. */
    Map<String, String> environment() {
        Map<String, String> all = new LinkedHashMap<>();
        dockerfile.ifPresent(it -> all.putAll(it.environment()));
        all.putAll(fly.environment());
        return all;
    }

    /** Everything that is started, wherever that is written. */
    List<String> commands() {
        List<String> commands = new ArrayList<>(fly.processes().values());
        commands.add(String.join(" ", fly.start().entrypoint()));
        commands.add(String.join(" ", fly.start().command()));
        commands.add(String.join(" ", fly.start().exec()));
        dockerfile.flatMap(Dockerfile::entrypoint).ifPresent(it -> commands.add(it.line()));
        dockerfile.flatMap(Dockerfile::command).ifPresent(it -> commands.add(it.line()));
        return commands;
    }

    /** The image that the app's is made of. */
    public Optional<String> image() {
        return fly.build().image().or(() -> dockerfile.map(Dockerfile::base));
    }

    private boolean starts(Pattern program) {
        return commands().stream().anyMatch(it -> program.matcher(it).find());
    }

    private boolean has(String name) {
        return names.contains(name);
    }

    boolean isPython() {
        return starts(PYTHON)
                || image().filter(it -> it.matches("(?:.*/)?python[:@].*")).isPresent()
                || PYTHON_FILES.stream().anyMatch(this::has);
    }

    boolean isRails() {
        return databaseYml.isPresent()
                || starts(RAILS)
                || dockerfile
                        .flatMap(Dockerfile::workingDirectory)
                        .filter(RailsDatabases.WORKING_DIRECTORY::equals)
                        .isPresent();
    }

    /** With SQLite, and without a path of its own for it. */
    boolean isLaravel() {
        return environment().getOrDefault("DB_CONNECTION", "").equals("sqlite")
                && !environment().containsKey("DB_DATABASE");
    }

    boolean isPocketBase() {
        return starts(Pattern.compile("(?:^|[\\s/])pocketbase(?:\\s|$)"))
                || image().filter(it -> it.toLowerCase(Locale.ROOT).contains("pocketbase"))
                        .isPresent();
    }

    boolean hasLiteFs() {
        return starts(LITEFS)
                || has("litefs.yml")
                || environment().containsKey("LITEFS_DIR")
                || dockerfile.stream()
                        .flatMap(it -> it.copiesFrom().stream())
                        .anyMatch(it -> it.matches("(?:.*/)?litefs(?:[:@].*)?"));
    }

    boolean hasLitestream() {
        return starts(LITESTREAM)
                || has("litestream.yml")
                || environment().keySet().stream().anyMatch(it -> it.startsWith("LITESTREAM_"));
    }

    /** Whether the image has musl instead of glibc, which flysnap's own Java needs. */
    public boolean isMusl() {
        return image().filter(it -> it.toLowerCase(Locale.ROOT).contains("alpine")).isPresent()
                || fly.build()
                        .image()
                        .flatMap(KnownApp::ofImage)
                        .filter(KnownApp::isMusl)
                        .isPresent();
    }
}
