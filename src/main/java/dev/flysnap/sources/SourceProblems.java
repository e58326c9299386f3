package dev.flysnap.sources;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.Verdict;
import java.util.List;

/** The reasons for which no database comes out of a snapshot. */
final class SourceProblems {
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

    private SourceProblems() {}
}
