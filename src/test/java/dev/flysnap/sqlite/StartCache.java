package dev.flysnap.sqlite;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the build learnt of starting the program, for those that tests start: {@code TestStart.java}
 * says how. None where Maven does not run the tests, as it may be older than the classes then.
 */
final class StartCache {
    private static final Optional<Path> FOLDER =
            Optional.ofNullable(System.getProperty("flysnap.test.start"))
                    .map(Path::of)
                    .filter(it -> Files.exists(it.resolve("path")));

    static List<String> options() {
        return FOLDER.map(it ->
                        List.of(
                                "-XX:+AOTClassLinking",
                                "-XX:-AOTRecordTraining",
                                "-XX:-AOTReplayTraining",
                                "-XX:ArchiveRelocationMode=0",
                                "-XX:-UsePerfData",
                                "-XX:AOTCache=" + it.resolve("aot"),
                                // Without a word where it belongs to another java.
                                "-Xlog:aot*=off"))
                .orElse(List.of("-Xshare:auto", "-XX:-UsePerfData"));
    }

    /** A cache belongs to jars, in their order; what comes after those may be anything. */
    static String classPath() {
        String here = System.getProperty("java.class.path");
        return FOLDER.map(folder ->
                        Stream.of(text(folder.resolve("path")), here)
                                .flatMap(it -> Arrays.stream(it.split(File.pathSeparator)))
                                .distinct()
                                .collect(Collectors.joining(File.pathSeparator)))
                .orElse(here);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StartCache() {}
}
