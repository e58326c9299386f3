package dev.flysnap.cli.file;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file that the user wants a result in. */
public final class OutputFile {
    /**
     * Checks before anything is done that the file can be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot
     */
    public static void check(Path file) {
        obstacle(file)
                .ifPresent(why -> {
                    throw new Problem(
                                    "file-not-writable",
                                    ExitCode.USAGE,
                                    "The file %s cannot be written. Nothing was done."
                                            .formatted(file),
                                    why,
                                    "Name a file in a folder that exists and can be written")
                            .exception();
                });
    }

    /** Why the file cannot be written, as a sentence; empty if nothing is known to prevent it. */
    static Optional<String> obstacle(Path file) {
        if (Files.isDirectory(file)) {
            return Optional.of("It is a folder.");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return Optional.of("There is no folder %s.".formatted(parent == null ? file : parent));
        }
        return Files.isWritable(parent)
                ? Optional.empty()
                : Optional.of("The folder %s is not writable.".formatted(parent));
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if it cannot be written
     */
    public static void write(Path file, String text) {
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw new Problem(
                            "file-not-written",
                            ExitCode.FAILED,
                            "The file %s cannot be written.".formatted(file),
                            FailureText.of(e),
                            "Name a file in a folder that can be written")
                    .exception(e);
        }
    }

    private OutputFile() {}
}
