package dev.flysnap.sources;

import dev.flysnap.hook.sqlite3.ExecScript;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.portable.take.PlainFile;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.Verdict;
import java.util.List;

/** The reasons for which no database comes out of a snapshot. */
final class SourceProblems {
    /** As the copy itself calls it. */
    static final String TOO_LARGE = "copy-too-large-for-exec";

    static Problem dataIsBad(RestorePlan plan, Verdict verdict) {
        return new Problem(
                "snapshot-bad",
                ExitCode.CHECK_NOT_MET,
                "The data of the snapshot is bad, and no file was made.",
                "Its check found: %s".formatted(ShortList.text(verdict.problems())),
                "Use another source: flysnap sources %s".formatted(plan.app()));
    }

    static Problem whichDatabase(RestorePlan plan, List<String> paths) {
        return new Problem(
                "database-not-named",
                ExitCode.USAGE,
                "The snapshot of %s has no single database that is meant.".formatted(plan.app()),
                paths.isEmpty() ? "It has none." : "It has %s.".formatted(ShortList.text(paths)),
                "Name one by its path there: --db %s"
                        .formatted(paths.isEmpty() ? "PATH" : paths.getFirst()));
    }

    static Problem noSqlite3(RestorePlan plan) {
        return new Problem(
                "hook-sqlite3-missing",
                ExitCode.USAGE,
                "The app's image has no sqlite3, so nothing was created.",
                "It is what reads a database out of a snapshot.",
                "Add it to the image (apt-get install sqlite3), or restore to another app: "
                        + elsewhere(plan));
    }

    /** No more room makes it smaller. */
    static Problem tooLarge(RestorePlan plan) {
        return new Problem(
                TOO_LARGE,
                ExitCode.FAILED,
                "A database of more than %d MB cannot be read out of a snapshot."
                        .formatted(ExecScript.MAX_COPY_BYTES / 1_000_000),
                "It is carried by exec, at about 1 MB a second.",
                "Restore it to another app: " + elsewhere(plan));
    }

    /** To repeat it is a pull, and not the check that its trial is by itself. */
    static Problem nothingPulled(RestorePlan plan, Problem cause) {
        String again =
                "flysnap pull %s --from %s".formatted(plan.grounds().sourceApp(), snapshot(plan));
        return new Problem(
                cause.code(),
                cause.exit(),
                cause.what(),
                cause.why(),
                cause.next().replace(plan.rerunCommand(plan.cutover()), again));
    }

    /**
     * The file was there before Fly's side came to its end.
     *
     * @param isTakenDown whether nothing is left there after all
     */
    static Problem notTakenDown(PlainFile file, Problem cause, boolean isTakenDown) {
        return new Problem(
                cause.code(),
                cause.exit(),
                "%s is complete. %s".formatted(file, cause.what()),
                cause.why(),
                isTakenDown ? "Use the file: nothing is left to be done." : cause.next());
    }

    private static String elsewhere(RestorePlan plan) {
        return "flysnap restore %s --app %s --to-app OTHER --cutover, then pull it from flysnap's agent there: flysnap pull OTHER"
                .formatted(snapshot(plan), plan.grounds().sourceApp());
    }

    private static String snapshot(RestorePlan plan) {
        return plan.snapshot().map(SnapshotId::value).orElse("latest");
    }

    private SourceProblems() {}
}
