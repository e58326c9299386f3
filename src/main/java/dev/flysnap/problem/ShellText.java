package dev.flysnap.problem;

import java.util.regex.Pattern;

/** Quotes texts for a shell. */
public final class ShellText {
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    /** As one word of a POSIX shell. */
    public static String quoted(String text) {
        return BARE.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private ShellText() {}
}
