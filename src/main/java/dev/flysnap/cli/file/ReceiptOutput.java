package dev.flysnap.cli.file;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A receipt as a file: written atomically, readable by its owner only. */
public final class ReceiptOutput {
    private final Path path;

    public ReceiptOutput(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Checks before anything is done that it can be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot
     */
    public void check() {
        if (Files.isDirectory(path) || !Files.isWritable(folder())) {
            throw problem("its folder is not writable, or it is a folder itself").exception();
        }
    }

    /** Replaces an existing file. */
    void write(Receipt receipt) {
        write(receipt.json());
    }

    /** Replaces an existing file. */
    public void write(Json.Obj receipt) {
        try {
            AtomicFile.writePrivate(path, JsonText.printPretty(receipt) + "\n");
        } catch (IOException e) {
            throw problem(FailureText.of(e)).exception(e);
        }
    }

    private Path folder() {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }

    private Problem problem(String why) {
        return new Problem(
                "receipt-not-written",
                ExitCode.FAILED,
                "The receipt cannot be written to " + path + ".",
                why,
                "A snapshot that exists is kept, and its receipt is in the journal: flysnap show latest");
    }
}
