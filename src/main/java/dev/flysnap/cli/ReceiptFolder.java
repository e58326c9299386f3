package dev.flysnap.cli;

import dev.flysnap.hook.Receipt;
import dev.flysnap.json.Json;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;

/** Receipts of several volumes: one file each, in a folder that is there. */
final class ReceiptFolder {
    private final Path path;

    ReceiptFolder(Path path) {
        this.path = path.toAbsolutePath();
    }

    /**
     * Says before anything is done whether they could be written.
     *
     * @throws dev.flysnap.problem.FlysnapException if they could not
     */
    void check() {
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
    void write(Receipt receipt, Json.Obj written) {
        new ReceiptFile(path.resolve(receipt.app() + "-" + receipt.volume().id() + ".json"))
                .write(written);
    }
}
