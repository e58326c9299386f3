package dev.flysnap;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Programs that tests need, looked for on the PATH only, so that a build can hide them. */
public final class Needed {

    /** A program that {@link NeedsTool} has found to be there. */
    public static Path program(String name) {
        return find(name).orElseThrow(() -> new AssertionError(absent(name)));
    }

    static Optional<Path> find(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static String absent(String program) {
        return program + " is not on the PATH";
    }

    private Needed() {}
}
