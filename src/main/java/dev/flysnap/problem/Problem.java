package dev.flysnap.problem;

import java.util.regex.Pattern;

/**
 * Why a command failed, in three sentences that a tired person can act on.
 *
 * @param code for scripts and tests, such as {@code snapshot-coalesced}; never changes
 * @param what what happened, with the ids that it happened to
 * @param why the cause, as far as it is known
 * @param next the next thing to do: a command where there is one
 */
public record Problem(String code, ExitCode exit, String what, String why, String next) {
    private static final Pattern IDENTITY =
            Pattern.compile("(AGE-SECRET-KEY-)[0-9A-Z-]+", Pattern.CASE_INSENSITIVE);

    /** Without the secret of somebody who named age's identity itself in place of its file. */
    public Problem {
        what = withoutSecrets(what);
        why = withoutSecrets(why);
        next = withoutSecrets(next);
    }

    private static String withoutSecrets(String text) {
        return IDENTITY.matcher(text).replaceAll("$1…");
    }

    /** This problem as an exception, for the way up to the command line. */
    public FlysnapException exception() {
        return new FlysnapException(this, null);
    }

    /** This problem as an exception that keeps what caused it. */
    public FlysnapException exception(Throwable cause) {
        return new FlysnapException(this, cause);
    }
}
