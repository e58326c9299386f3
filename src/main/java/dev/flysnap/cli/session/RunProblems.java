package dev.flysnap.cli.session;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShortList;
import dev.flysnap.restore.model.RestorePlan;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Problems of commands on a run. */
public final class RunProblems {
    /**
     * @throws dev.flysnap.problem.FlysnapException if the journal does not know the run
     */
    public static RunRecord requireRun(Journal journal, RunId run) {
        return journal.run(run)
                .orElseThrow(() ->
                        journal.belongsElsewhere(run)
                                .orElseGet(() -> unknown(journal, run))
                                .exception());
    }

    private static Problem unknown(Journal journal, RunId run) {
        return new Problem(
                "run-unknown",
                ExitCode.FAILED,
                "The journal in %s has no %s.".formatted(journal.directory(), run),
                "It was made on another computer, or with another --state-dir.",
                "List its runs: flysnap runs");
    }

    static Problem noMachine(AppName app, VolumeId volume) {
        return new Problem(
                "no-machine",
                ExitCode.FAILED,
                "No machine of " + app + " has the volume " + volume + " attached.",
                "Without a machine there is no hook.",
                "List the machines: fly machines list --app " + app);
    }

    static Problem hookNotNamed(List<String> databases) {
        return new Problem(
                "hook-not-named",
                ExitCode.USAGE,
                "No hook is named here, though flysnap.toml has databases for one: %s."
                        .formatted(ShortList.text(databases)),
                "Whoever runs flysnap names the hook; a file of a repository must not.",
                "export FLYSNAP_HOOK_URL=exec (or the address of the agent); for a snapshot without a quiesce: flysnap create --quiesce off");
    }

    static Problem noHookForCopies(AppName app) {
        return new Problem(
                "no-hook",
                ExitCode.USAGE,
                "Nothing says how to reach the database of %s.".formatted(app),
                "A copy of a running app is made by its hook: flysnap's agent, the app itself, or the sqlite3 of its image.",
                "--hook 'http://[{private_ip}]:8099', or --hook exec --database main=/data/app.db; --source FILE is a database of this machine");
    }

    public static Problem notUndoable(RunRecord run) {
        return new Problem(
                "run-not-undoable",
                ExitCode.USAGE,
                "The run " + run.id() + " is a " + run.kind() + ", which cannot be undone.",
                "A snapshot cannot be deleted; it expires by itself.",
                "undo works on a restore, a move, or an unfinished create: flysnap runs lists them");
    }

    public static Problem undoNotConfirmed(RunRecord run) {
        return new Problem(
                "undo-not-confirmed",
                ExitCode.USAGE,
                "Nothing was changed yet.",
                "An undo needs your confirmation, and nobody can be asked here.",
                "If the above is what you want: flysnap undo " + run.id() + " --yes");
    }

    public static Problem moveNotConfirmed(RestorePlan plan) {
        return new Problem(
                "move-not-confirmed",
                ExitCode.USAGE,
                "Nothing was changed yet.",
                "A move stops the app for a while, so it needs your confirmation, and nobody can be asked here.",
                "If the above is what you want: " + plan.rerunCommand(true));
    }

    public static Problem notFinishable(RunRecord run) {
        return new Problem(
                "run-not-finishable",
                ExitCode.USAGE,
                "The run " + run.id() + " is a " + run.kind() + ", which replaces nothing.",
                "Only a restore with a cutover, or a move, leaves an old machine and volume.",
                "List the runs: flysnap runs");
    }

    /**
     * @param arguments of the command that is to be confirmed
     */
    public static Problem finishNotConfirmed(String arguments) {
        return new Problem(
                "finish-not-confirmed",
                ExitCode.USAGE,
                "Nothing was removed yet.",
                "This cannot be undone, so it needs your confirmation.",
                "If the above is what you want: flysnap finish %s --yes".formatted(arguments));
    }

    public static Problem cleanupNotConfirmed(AppName app) {
        return new Problem(
                "cleanup-not-confirmed",
                ExitCode.USAGE,
                "Nothing was removed yet.",
                "Removing needs your confirmation.",
                "If the above is what you want: flysnap cleanup " + app + " --yes");
    }

    public static Problem partlyCleaned(AppName app, List<Problem> problems) {
        return new Problem(
                "partly-cleaned",
                ExitCode.PARTLY_DONE,
                "Not everything of %s could be removed: %s"
                        .formatted(app, joined(problems, Problem::what)),
                joined(problems, Problem::why),
                joined(problems, Problem::next));
    }

    public static Problem partlyFinished(AppName app, List<Problem> problems) {
        return new Problem(
                "partly-finished",
                ExitCode.PARTLY_DONE,
                "Not everything that was to be removed of %s was: %s"
                        .formatted(app, joined(problems, Problem::what)),
                joined(problems, Problem::why),
                joined(problems, Problem::next));
    }

    private static String joined(List<Problem> problems, Function<Problem, String> part) {
        return problems.stream().map(part).distinct().collect(Collectors.joining(" "));
    }

    private RunProblems() {}
}
