package dev.flysnap.cli.file;

import dev.flysnap.json.Json;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShellText;
import dev.flysnap.proof.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;

/** Receipts of several volumes: one file each, in an existing folder. */
public final class ReceiptOutputFolder {
    private final Path path;

    public ReceiptOutputFolder(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Checks before anything is done that they can be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if they cannot
     */
    public void check() {
        if (!Files.isDirectory(path) || !Files.isWritable(path)) {
            throw new Problem(
                            "receipt-folder-missing",
                            ExitCode.USAGE,
                            "The receipts cannot be written to %s. Nothing was done."
                                    .formatted(path),
                            "With several volumes --receipt names a folder; this one does not exist or is not writable.",
                            "Create it: mkdir -p " + ShellText.quoted(path.toString()))
                    .exception();
        }
    }

    /**
     * @param written the JSON to write
     */
    public void write(Receipt receipt, Json.Obj written) {
        new ReceiptOutput(path.resolve(receipt.app() + "-" + receipt.volume().id() + ".json"))
                .write(written);
    }
}
