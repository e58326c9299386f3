package dev.flysnap.cli.file;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a small text file that the user names. */
final class SmallFileReader {
    private static final int MAX_BYTES = 1 << 20;

    /**
     * @param option the option that names it
     * @throws dev.flysnap.problem.FlysnapException if it cannot be read, or is larger than a
     *     megabyte
     */
    static String text(Path path, String option) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw problem(path, option, "it is larger than 1 MB").exception();
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw problem(path, option, FailureText.of(e)).exception(e);
        }
    }

    private static Problem problem(Path path, String option, String why) {
        return new Problem(
                "file-unreadable",
                ExitCode.USAGE,
                "The file " + path + " cannot be read.",
                why,
                "Name a readable file: %s%sFILE"
                        .formatted(option, option.endsWith("=") ? "" : " "));
    }

    private SmallFileReader() {}
}
