package dev.flysnap.portable.verify;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a copy or a file held.
 *
 * @param file the plain database, with what lies beside it; absent where it could not be opened. To
 *     be used only if the report is good
 */
public record OpenedDatabase(VerifyReport report, Optional<Path> file) {
    static OpenedDatabase not(VerifyReport report) {
        return new OpenedDatabase(report, Optional.empty());
    }
}
