package dev.flysnap.cli.file;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The flysnap.toml that {@code flysnap init} writes. */
public record ConfigFile(Path path, boolean mayReplace) {

    /**
     * Checks before anything is done that the file may be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if it exists and may not be replaced
     */
    public void check() {
        if (Files.exists(path) && !mayReplace) {
            throw alreadyThere().exception();
        }
        OutputFile.obstacle(path)
                .ifPresent(why -> {
                    throw notWritten(ExitCode.USAGE, why).exception();
                });
    }

    public void write(String text) {
        try {
            if (mayReplace) {
                AtomicFile.write(path, text);
            } else {
                Files.writeString(path, text, StandardOpenOption.CREATE_NEW);
            }
        } catch (FileAlreadyExistsException e) {
            throw alreadyThere().exception(e);
        } catch (IOException e) {
            throw notWritten(ExitCode.FAILED, FailureText.of(e)).exception(e);
        }
    }

    private Problem alreadyThere() {
        return new Problem(
                "config-exists",
                ExitCode.USAGE,
                path + " exists already, and was not changed.",
                "init does not overwrite a file without --replace.",
                "Check the setup: flysnap doctor; or overwrite the file: flysnap init --replace");
    }

    private Problem notWritten(ExitCode exit, String why) {
        return new Problem(
                "config-not-written",
                exit,
                "%s cannot be written.".formatted(path),
                why,
                "Write another file (--config FILE), or only print it: flysnap init --dry-run");
    }
}
