package dev.flysnap.cli;

import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.ReceiptGiven;
import java.nio.file.Path;

/** A receipt in a file that the user names. */
final class GivenReceipt {

    /**
     * @throws dev.flysnap.problem.FlysnapException if it is none
     */
    static ReceiptGiven read(Path path) {
        String text = SmallFile.text(path, "--receipt");
        try {
            return ReceiptGiven.parse(text);
        } catch (MalformedJson e) {
            throw new Problem(
                            "receipt-malformed",
                            ExitCode.USAGE,
                            path + " is no receipt.",
                            String.valueOf(e.getMessage()),
                            "Name one that flysnap wrote: flysnap create --receipt FILE --with-config")
                    .exception(e);
        }
    }

    private GivenReceipt() {}
}
