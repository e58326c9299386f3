package dev.flysnap.drill;

import dev.flysnap.model.AppName;
import dev.flysnap.model.sqlite.ReplicatedDatabase;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.time.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The ways in which a drill ends without a report. */
public final class DrillProblems {
    private static final String TOO_SLOW = "verifier-too-slow";

    /** What is to be restored is not good; any other problem leaves that open. */
    private static final Set<String> FAILURES =
            Set.of(
                    "all-snapshots-known-bad",
                    "snapshot-known-bad",
                    "copy-damaged",
                    "copy-not-good",
                    "copy-content-absent",
                    "copy-of-another-database",
                    "manifest-malformed",
                    "manifest-of-another",
                    "database-shrunk");

    static Problem noneWithin(AppName app, Duration age) {
        return new Problem(
                "no-snapshot-to-drill",
                ExitCode.FAILED,
                "%s has no finished snapshot from the last %s that is not known to be bad."
                        .formatted(app, DurationText.of(age)),
                "A drill takes one of those at random.",
                "See which snapshots there are: flysnap list %s; another choice: --from latest"
                        .formatted(app));
    }

    static Problem wouldReplicate(AppName app, List<ReplicatedDatabase> replicas) {
        return new Problem(
                "drill-would-replicate",
                ExitCode.USAGE,
                "%s is not started on the restored data.".formatted(app),
                "Litestream runs in it, and a second one would write that data into the replica of the live app: %s."
                        .formatted(
                                ShortList.text(
                                        replicas.stream()
                                                .map(ReplicatedDatabase::toString)
                                                .toList())),
                "Leave out --start-app: the data is checked all the same");
    }

    static Problem canaryWithoutHook(AppName app) {
        return new Problem(
                "canary-without-hook",
                ExitCode.USAGE,
                "Nobody says how many rows the canary of %s has now.".formatted(app),
                "--canary compares the restored rows with those of the app, by its agent; no hook is configured.",
                "Name the agent, such as --hook http://localhost:8099 --via exec, or leave out --canary");
    }

    static Problem noCanary(AppName app) {
        return new Problem(
                "no-canary",
                ExitCode.FAILED,
                "No database of %s has a canary.".formatted(app),
                "The agent writes one where it is started with --canary NAME, a minute after its start for the first time.",
                "Start it so: flysnap agent --db main=/data/app.db --canary main -- …; or leave out --canary");
    }

    /**
     * The problem of a drill that ended with one, with the exit code that tells one outcome from
     * the others: the drill has failed, there is nothing good to restore; or it could not be run,
     * nobody knows, and somebody has to act (10) or it may be tried again (1). A command line that
     * was wrong and an interruption keep their own: no drill was run.
     *
     * @param budgets that of the time counts where no verdict came within {@code timeout}
     */
    public static Problem told(Problem problem, DrillRequest.Budgets budgets, Duration timeout) {
        boolean tooLate =
                problem.code().equals(TOO_SLOW)
                        && budgets.maxRto().filter(it -> it.compareTo(timeout) <= 0).isPresent();
        ExitCode exit =
                tooLate || FAILURES.contains(problem.code())
                        ? ExitCode.CHECK_NOT_MET
                        : switch (problem.exit()) {
                            case USAGE, INTERRUPTED, NEEDS_OPERATOR -> problem.exit();
                            case NOT_AUTHORISED -> ExitCode.NEEDS_OPERATOR;
                            case DONE, FAILED, PARTLY_DONE, LOCKED, CHECK_NOT_MET ->
                                    ExitCode.FAILED;
                        };
        return new Problem(problem.code(), exit, problem.what(), problem.why(), problem.next());
    }

    /** Whether the outcome of a problem that was {@link #told} is that the drill has failed. */
    public static boolean isFailure(Problem told) {
        return told.exit() == ExitCode.CHECK_NOT_MET;
    }

    /** The same by the code of what ended a run, as the journal keeps it. */
    static boolean isFailure(String code) {
        return FAILURES.contains(code);
    }

    private DrillProblems() {}
}
