package dev.flysnap.portable.verify;

import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.sqlite.check.FileCheck;
import java.util.List;
import java.util.Optional;

/**
 * What was found.
 *
 * @param name of the copy or the file
 * @param manifest absent = a file without one
 * @param check what is in it; absent = it was not opened
 * @param beside files of the database that were used with it, such as {@code app.db-wal}
 * @param problems sentences; none = it is good, as far as was looked
 */
public record VerifyReport(
        String name,
        Optional<CopyManifest> manifest,
        Optional<FileCheck> check,
        List<String> beside,
        List<String> problems) {
    public VerifyReport {
        beside = List.copyOf(beside);
        problems = List.copyOf(problems);
    }

    public boolean isGood() {
        return problems.isEmpty();
    }
}
