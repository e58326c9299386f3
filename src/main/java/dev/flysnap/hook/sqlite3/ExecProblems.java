package dev.flysnap.hook.sqlite3;

import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.time.Duration;

/** The ways in which a command in the machine, in place of a request to it, fails. */
public final class ExecProblems {
    public static Problem noClient(MachineId machine, String said) {
        return new Problem(
                "hook-client-missing",
                ExitCode.FAILED,
                "There is no flysnap in machine " + machine + ".",
                "The way through exec runs the agent's own client there. It said: " + said,
                "Put flysnap into the image (COPY --from), or use another way: --via direct|public|flyctl");
    }

    public static Problem clientFailed(MachineId machine, int exitCode, String said) {
        return new Problem(
                "hook-client-failed",
                ExitCode.FAILED,
                "flysnap agent ctl in machine " + machine + " ended with " + exitCode + ".",
                "It said: " + said,
                "Try it by hand: fly ssh console -C 'flysnap agent ctl status'");
    }

    /** On this way no token goes from here: the client takes the machine's own. */
    public static Problem clientNotAuthorised(MachineId machine, String said) {
        return new Problem(
                "hook-not-authorised",
                ExitCode.NOT_AUTHORISED,
                "The agent in machine " + machine + " does not let its own client in.",
                "The client takes the token from the machine's FLYSNAP_HOOK_TOKEN. It said: %s"
                        .formatted(said),
                "Give the machine the token that the agent was started with (not --token-file alone): fly secrets set FLYSNAP_HOOK_TOKEN=…");
    }

    static Problem databaseCount(int given, int most) {
        return new Problem(
                "hook-databases-not-named",
                ExitCode.USAGE,
                given == 0
                        ? "--hook exec was not told which databases there are."
                        : "--hook exec takes at most %d databases, not %d.".formatted(most, given),
                "Nothing in the machine knows them; flysnap has to be given their paths there.",
                "--database main=/data/app.db, or databases = [\"main=/data/app.db\"] under [hook] in flysnap.toml");
    }

    static Problem malformedDatabase(String given) {
        return new Problem(
                "hook-database-malformed",
                ExitCode.USAGE,
                "\"" + PrintableText.of(given) + "\" is no database for --hook exec.",
                "It is a name, = and an absolute path, each once, of letters, digits, _ . and -; no .. and nothing that a shell could read.",
                "--database main=/data/app.db");
    }

    static Problem holdTooLong(String where, Duration asked, Duration ceiling) {
        return new Problem(
                "hook-hold-too-long",
                ExitCode.USAGE,
                "Writers in %s are not kept off for %d s.".formatted(where, asked.toSeconds()),
                "Without an agent a hold ends after %d s at the latest."
                        .formatted(ceiling.toSeconds()),
                "Use a shorter --hold-max, or run flysnap agent beside the app with the --hold-ceiling that you need.");
    }

    static Problem databaseMissing(String where, String said) {
        return new Problem(
                "hook-database-unknown",
                ExitCode.FAILED,
                "There is no such database in " + where + ".",
                said,
                "Look what is there: fly ssh console -C 'ls -l /data'");
    }

    static Problem noSqlite(MachineId machine) {
        return new Problem(
                "hook-sqlite3-missing",
                ExitCode.FAILED,
                "There is no sqlite3 in machine " + machine + ".",
                "--hook exec needs sqlite3, sh, and coreutils or BusyBox in the image.",
                "Install it there (apt-get install sqlite3), or run flysnap agent beside the app.");
    }

    static Problem holdBroken(String where, String said) {
        return new Problem(
                "hook-hold-broken",
                ExitCode.FAILED,
                "The disk of " + where + " took too long; writers were let go.",
                said,
                "Run the command again: what has come to the device needs no second time. A longer --hold-max gives a hold more.");
    }

    static Problem notADatabase(String where, String said) {
        return new Problem(
                "hook-not-a-database",
                ExitCode.FAILED,
                "One of the files in " + where + " is no SQLite database, or an encrypted one.",
                said,
                "Name the database's own file: --database main=/data/app.db");
    }

    static Problem readOnly(String where, String said) {
        return new Problem(
                "hook-database-read-only",
                ExitCode.FAILED,
                "A database of " + where + " cannot be written, so nobody can be kept off it.",
                said,
                "Look at the mount (fly ssh console -C 'mount'); where nobody writes, --quiesce off is enough.");
    }

    static Problem replaced(String where, String said) {
        return new Problem(
                "hook-database-replaced",
                ExitCode.FAILED,
                "A database of " + where + " was replaced by another file meanwhile.",
                said,
                "Run the command again when that is over.");
    }

    static Problem syncFailed(String where, String said) {
        return new Problem(
                "hook-sync-failed",
                ExitCode.FAILED,
                "The disk of " + where + " did not take what was written.",
                said,
                "Look at the machine's log (fly logs) and at the volume: what was written last may be lost already.");
    }

    private ExecProblems() {}
}
