package dev.flysnap.portable.bring;

import dev.flysnap.model.AppName;
import dev.flysnap.portable.manifest.CopyManifest;
import dev.flysnap.portable.verify.VerifyReport;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The reasons for which a copy must not be brought back. */
final class BringProblems {
    static Problem notGood(VerifyReport report) {
        return new Problem(
                "copy-not-good",
                ExitCode.CHECK_NOT_MET,
                "%s is not fit to be brought back, and nothing was changed."
                        .formatted(report.name()),
                "What is wrong with it: %s".formatted(String.join("; ", report.problems())),
                report.isUnchecked()
                        ? "Use another identity (--identity FILE), or another copy: flysnap copies list STORE"
                        : "Use another copy: flysnap copies list STORE");
    }

    static Problem originUnknown(String store, CopyManifest copy) {
        return new Problem(
                "copy-of-unknown-origin",
                ExitCode.CHECK_NOT_MET,
                "Nothing here tells who made %s in %s.".formatted(copy.content(), store),
                "The journal does not know the run %s that it names; whoever can write to the store can put a copy there, also an encrypted one."
                        .formatted(copy.run()),
                "If only you and yours can write to the store, the same with --trust-store");
    }

    static Problem replaced(String store, CopyManifest copy, String why) {
        return new Problem(
                "copy-replaced",
                ExitCode.CHECK_NOT_MET,
                "%s in %s is not the copy that was taken.".formatted(copy.content(), store),
                why,
                "Use another copy, and find out who can write to the store: flysnap copies list %s"
                        .formatted(store));
    }

    static Problem ofAnotherApp(String store, CopyManifest copy, AppName of, AppName named) {
        return new Problem(
                "copy-of-another-app",
                ExitCode.USAGE,
                "%s in %s is a copy of the app %s, not of %s."
                        .formatted(copy.content(), store, of, named),
                "Its manifest says so, and one app can seldom work with another's data.",
                "If that is what you want: restore --app %s --to-app %s, or pull --app %s"
                        .formatted(of, named, of));
    }

    static Problem noFolder(Path directory, String reason) {
        return new Problem(
                "copy-not-prepared",
                ExitCode.FAILED,
                "The copy could not be opened in %s.".formatted(directory),
                "The system says: %s".formatted(reason),
                "Name another directory with room: --temp-dir DIR");
    }

    private BringProblems() {}
}
