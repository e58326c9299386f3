package dev.flysnap.cli.file;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;

/** A file that the user wants a result in. */
public final class OutputFile {
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
