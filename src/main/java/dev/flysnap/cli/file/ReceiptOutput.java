package dev.flysnap.cli.file;

import dev.flysnap.file.AtomicFile;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import java.io.IOException;
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
        OutputFile.obstacle(path)
                .ifPresent(why -> {
                    throw new Problem(
                                    "receipt-not-written",
                                    ExitCode.USAGE,
                                    "The receipt cannot be written to %s. Nothing was done."
                                            .formatted(path),
                                    why,
                                    "Name a file in a folder that exists and can be written")
                            .exception();
                });
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
            throw notWritten(e).exception(e);
        }
    }

    private Problem notWritten(IOException cause) {
        return new Problem(
                "receipt-not-written",
                ExitCode.FAILED,
                "The receipt cannot be written to %s.".formatted(path),
                FailureText.of(cause),
                "The snapshot is kept, and its receipt is in the journal: flysnap show latest");
    }
}
