package dev.flysnap.hook.sqlite3;

import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.List;

/** The ways in which a copy by {@code sqlite3} and exec fails. */
final class CopyScriptProblems {
    private static final String AGENT =
            "Run flysnap's agent beside the app, and set FLYSNAP_COPY_TOKEN: it has none of these limits.";

    static Problem noRawCopy() {
        return usage(
                "copy-method-unsupported",
                "--method raw is not possible by exec.",
                "sqlite3 alone cannot keep checkpoints away from the file while it is read.",
                "--method vacuum or backup; or flysnap's agent");
    }

    static Problem databaseNotNamed(String wanted, List<String> named) {
        return usage(
                "hook-database-unknown",
                "--hook exec does not know a database called %s."
                        .formatted(PrintableText.of(wanted)),
                "It was told of %s.".formatted(PrintableText.of(String.join(", ", named))),
                "--database %s=/data/app.db, or --db with one of these names"
                        .formatted(PrintableText.of(wanted)));
    }

    /**
     * What the script reported.
     *
     * @param code the script's own, see exec.sh
     */
    static Problem reported(String code, String message, MachineId machine, String where) {
        String why = "It said: %s.".formatted(PrintableText.of(message).strip());
        return switch (code) {
            case "disk-full" ->
                    failed(
                            "copy-no-room",
                            "There is no room for the copy in %s, and nothing was left there."
                                    .formatted(where),
                            why,
                            "Extend the volume (fly volumes extend), or use --method raw --verify none with flysnap's agent, which needs no room in WAL mode.");
            case "database-empty" ->
                    new Problem(
                            code,
                            ExitCode.CHECK_NOT_MET,
                            "The copy was not made in %s: the database is empty.".formatted(where),
                            "It has not a single page: the app has not created its tables yet, or uses another file, or the file was truncated. %s"
                                    .formatted(why),
                            "Look which file the app writes to, or copy it when it has tables");
            case "copy-too-large" ->
                    failed(
                            "copy-too-large-for-exec",
                            "The copy is too large to be carried by exec: %s MB."
                                    .formatted(megabytes(message)),
                            "Exec carries about 1 MB a second, and at most %d MB are carried."
                                    .formatted(ExecScript.MAX_COPY_BYTES / 1_000_000),
                            AGENT);
            case "copy-active" ->
                    failed(
                            "copy-active",
                            "Another copy is being made in %s.".formatted(where),
                            why,
                            "Wait until that one is done; one that nobody asks for any more gives way after two minutes.");
            case "no-tool" ->
                    failed(
                            "copy-tool-missing",
                            "There is no %s in machine %s."
                                    .formatted(PrintableText.of(message).strip(), machine),
                            "A copy by exec needs sqlite3, sh, and dd, base64, sha256sum, find and df, as coreutils or BusyBox have them.",
                            AGENT);
            case "copy-failed", "copy-ended", "copy-too-slow" ->
                    failed(
                            "copy-not-made",
                            "The copy could not be made in %s, and nothing was left there."
                                    .formatted(where),
                            why,
                            "Try again; --method backup takes another way (VACUUM INTO needs sqlite3 3.27 or newer)");
            default -> ExecProblems.reported(code, message, machine, where, Duration.ZERO);
        };
    }

    private static String megabytes(String bytes) {
        return bytes.strip().matches("\\d{1,15}")
                ? String.valueOf(Long.parseLong(bytes.strip()) / 1_000_000)
                : "unknown";
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private static Problem usage(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.USAGE, what, why, next);
    }

    private CopyScriptProblems() {}
}
