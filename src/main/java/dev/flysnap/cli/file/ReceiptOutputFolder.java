package dev.flysnap.cli.file;

import dev.flysnap.json.Json;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Receipt;
import java.nio.file.Files;
import java.nio.file.Path;

/** Receipts of several volumes: one file each, in a folder that is there. */
public final class ReceiptOutputFolder {
    private final Path path;

    public ReceiptOutputFolder(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Says before anything is done whether they could be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if they could not
     */
    public void check() {
        if (!Files.isDirectory(path) || !Files.isWritable(path)) {
            throw new Problem(
                            "receipt-folder-missing",
                            ExitCode.USAGE,
                            "The receipts cannot be written to " + path + ".",
                            "With several volumes --receipt names a folder, which is not there or cannot be written.",
                            "Make it: mkdir -p " + path)
                    .exception();
        }
    }

    /**
     * @param written what is written of it
     */
    public void write(Receipt receipt, Json.Obj written) {
        new ReceiptOutput(path.resolve(receipt.app() + "-" + receipt.volume().id() + ".json"))
                .write(written);
    }
}
