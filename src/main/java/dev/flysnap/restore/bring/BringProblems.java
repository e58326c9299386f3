package dev.flysnap.restore.bring;

import dev.flysnap.model.AppName;
import dev.flysnap.portable.store.StoreAddress;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.CopySource;
import java.util.List;
import java.util.Optional;

/** The reasons for which there is nothing to bring back. */
final class BringProblems {
    static Problem noneOfApp(String store, AppName app, Optional<String> database) {
        return new Problem(
                "no-copy-of-app",
                ExitCode.FAILED,
                "%s has no copy of %s%s."
                        .formatted(
                                store,
                                app,
                                database.map(" with the database \"%s\""::formatted).orElse("")),
                "The manifests there are of others, or there are none.",
                "See what there is, and name one: flysnap copies list %s".formatted(store));
    }

    static Problem noFile(StoreAddress directory) {
        return new Problem(
                "push-needs-file",
                ExitCode.USAGE,
                "%s is a directory.".formatted(directory.open().address()),
                "What comes into service is one database file.",
                "Name the file; the newest copies of a directory come back by: flysnap restore DIR/ --app APP");
    }

    static Problem gone(CopySource copy) {
        return new Problem(
                "copy-gone",
                ExitCode.FAILED,
                "%s is not there any more.".formatted(copy.address()),
                "Something else has its name now.",
                "Put it back, and begin again");
    }

    static Problem changed(CopySource copy) {
        return new Problem(
                "copy-changed",
                ExitCode.CHECK_NOT_MET,
                "%s is not what it was when the run was planned.".formatted(copy.address()),
                "It holds another database now, by its SHA-256.",
                "Put it back as it was, or begin again with what it is now");
    }

    static Problem notAsExpected(List<String> unmet) {
        return new Problem(
                "copy-not-as-expected",
                ExitCode.CHECK_NOT_MET,
                "The data is not what --expect says, and nothing was changed.",
                "Found: %s.".formatted(String.join("; ", unmet)),
                "Use another copy, or correct what is expected");
    }

    private BringProblems() {}
}
