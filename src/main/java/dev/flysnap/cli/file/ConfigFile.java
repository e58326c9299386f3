package dev.flysnap.cli.file;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** flysnap.toml, where {@code flysnap init} writes it. */
public record ConfigFile(Path path, boolean mayReplace) {

    /**
     * Says before anything is done whether it may be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if it is there and is not to be replaced
     */
    public void check() {
        if (Files.exists(path) && !mayReplace) {
            throw alreadyThere().exception();
        }
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
            throw notWritten(e).exception(e);
        }
    }

    private Problem alreadyThere() {
        return new Problem(
                "config-exists",
                ExitCode.USAGE,
                path + " is already there, and was not touched.",
                "init writes over nothing unless it is told to.",
                "Only look how things stand: flysnap doctor; or write it anew: flysnap init --replace");
    }

    private Problem notWritten(Exception cause) {
        return new Problem(
                "config-not-written",
                ExitCode.FAILED,
                path + " could not be written.",
                String.valueOf(cause),
                "Write it elsewhere (--config FILE), or only print it: flysnap init --dry-run");
    }
}
