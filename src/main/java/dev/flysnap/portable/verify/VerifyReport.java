package dev.flysnap.portable.verify;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.manifest.VerificationNote;
import dev.flysnap.sqlite.check.FileCheck;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found.
 *
 * @param name of the copy or the file
 * @param manifest absent = a file without one
 * @param check what is in it; absent = it was not opened
 * @param beside files of the database that were used with it, such as {@code app.db-wal}
 * @param isDamaged whether what is stored is not what the manifest says, or SQLite's check finds
 *     damage: whoever looks as deep finds that
 * @param problems sentences; none = it is good, as far as was looked
 */
public record VerifyReport(
        String name,
        Optional<CopyManifest> manifest,
        Optional<FileCheck> check,
        List<String> beside,
        boolean isDamaged,
        List<String> problems) {
    public VerifyReport {
        beside = List.copyOf(beside);
        problems = List.copyOf(problems);
    }

    public boolean isGood() {
        return problems.isEmpty();
    }

    /** Whether nothing speaks against the copy but that it cannot be opened or checked here. */
    public boolean isUnchecked() {
        return manifest.isPresent() && check.isEmpty() && !isDamaged && !isGood();
    }

    /**
     * What is to be noted beside a copy: that it was opened and is good, or that it is damaged.
     * Neither is known of one that is encrypted to others, nor of one in which only foreign keys or
     * user queries found something.
     *
     * @param depth of the check
     */
    public Optional<VerificationNote> note(Instant at, CheckDepth depth) {
        if (isDamaged) {
            return manifest.map(it -> new VerificationNote(it.content(), at, Optional.empty()));
        }
        return manifest.filter(_ -> isGood() && check.isPresent() && depth != CheckDepth.NONE)
                .map(it -> new VerificationNote(it.content(), at, Optional.of(depth)));
    }
}
