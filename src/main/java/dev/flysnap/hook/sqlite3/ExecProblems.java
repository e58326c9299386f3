package dev.flysnap.hook.sqlite3;

import dev.flysnap.hook.client.HookProblems;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.time.Duration;

/** The ways in which {@code --hook exec}, a script in place of an agent, fails. */
final class ExecProblems {
    static Problem databaseCount(int given, int most) {
        return usage(
                "hook-databases-not-named",
                given == 0
                        ? "--hook exec needs the names of the databases."
                        : "--hook exec takes at most %d databases, not %d.".formatted(most, given),
                "Nothing in the machine knows them; flysnap has to be given their paths there.",
                "--database main=/data/app.db, or databases = [\"main=/data/app.db\"] under [hook] in flysnap.toml");
    }

    static Problem malformedDatabase(String given) {
        return usage(
                "hook-database-malformed",
                "\"%s\" is not a database for --hook exec.".formatted(PrintableText.of(given)),
                "It is a name, = and an absolute path, each once, of letters, digits, _ . and -; no .. and nothing that a shell would interpret.",
                "--database main=/data/app.db");
    }

    static Problem holdTooLong(String where, Duration wanted, Duration ceiling) {
        return usage(
                "hook-hold-too-long",
                "Writers in %s cannot be held off for %d s.".formatted(where, wanted.toSeconds()),
                "Without an agent a hold ends after %d s at the latest."
                        .formatted(ceiling.toSeconds()),
                "Use a shorter --hold-max, or run flysnap agent beside the app with the --hold-ceiling that you need.");
    }

    static Problem cutOff(String where) {
        return HookProblems.refused("quiesce", where, "Its answer was cut off.");
    }

    static Problem shellFailed(String where, int exitCode, String stderr) {
        return HookProblems.refused(
                "quiesce",
                where,
                "sh ended with exit code %d: %s".formatted(exitCode, PrintableText.of(stderr)));
    }

    /**
     * What the script reported.
     *
     * @param code the script's own, see exec.sh
     * @param limit how long the script could take
     */
    static Problem reported(
            String code, String message, MachineId machine, String where, Duration limit) {
        String why = "It said: " + PrintableText.of(message) + ".";
        return switch (code) {
            case "database-busy" -> HookProblems.busy(where, why);
            case "lease-active" -> HookProblems.leaseActive(where, why);
            case "check-active" -> HookProblems.checkActive(where, why);
            case "check-too-slow" -> HookProblems.checkTooSlow(where, why);
            case "still-at-work" -> HookProblems.stillQuiescing(where, limit);
            case "no-sqlite3" ->
                    failed(
                            "hook-sqlite3-missing",
                            "There is no sqlite3 in machine %s.".formatted(machine),
                            "--hook exec needs sqlite3, sh, and coreutils or BusyBox in the image.",
                            "Install it there (apt-get install sqlite3), or run flysnap agent beside the app.");
            case "database-absent" ->
                    failed(
                            "hook-database-unknown",
                            "There is no such database in %s.".formatted(where),
                            why,
                            "Look what is there: fly ssh console -C 'ls -l /data'");
            case "hold-broken" ->
                    failed(
                            "hook-hold-broken",
                            "The disk of %s took too long; writers were released.".formatted(where),
                            why,
                            "Run the command again: what is already on the device is not written twice. A longer --hold-max gives a hold more time.");
            case "not-a-database" ->
                    failed(
                            "hook-not-a-database",
                            "One of the files in %s is not an SQLite database, or is encrypted."
                                    .formatted(where),
                            why,
                            "Name the database's own file: --database main=/data/app.db");
            case "database-read-only" ->
                    failed(
                            "hook-database-read-only",
                            "A database of %s is read-only, so writers cannot be held off."
                                    .formatted(where),
                            why,
                            "Check the mount (fly ssh console -C 'mount'); where nobody writes, --quiesce off is enough.");
            case "database-replaced" ->
                    failed(
                            "hook-database-replaced",
                            "A database of %s was replaced by another file meanwhile."
                                    .formatted(where),
                            why,
                            "Run the command again when that is over.");
            case "sync-failed" ->
                    failed(
                            "hook-sync-failed",
                            "The disk of %s did not accept what was written.".formatted(where),
                            why,
                            "Check the machine's log (fly logs) and the volume: what was written last may be lost already.");
            default -> HookProblems.refused("quiesce", where, why);
        };
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private static Problem usage(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.USAGE, what, why, next);
    }

    private ExecProblems() {}
}
