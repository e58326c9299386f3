package dev.flysnap.cli.file;

import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.ReceiptFile;
import java.nio.file.Path;

/** A receipt in a file that the user names. */
public final class ReceiptReader {

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is not a receipt
     */
    public static ReceiptFile read(Path path) {
        String text = SmallFileReader.text(path, "--receipt");
        try {
            return ReceiptFile.parse(text);
        } catch (MalformedJson e) {
            throw new Problem(
                            "receipt-malformed",
                            ExitCode.USAGE,
                            path + " is not a receipt.",
                            String.valueOf(e.getMessage()),
                            "Name a file that flysnap wrote: flysnap create --receipt FILE --with-config")
                    .exception(e);
        }
    }

    private ReceiptReader() {}
}
