package dev.flysnap.doctor;

import java.util.regex.Pattern;

/** Texts in lines that are to be pasted into a shell. */
final class ShellText {
    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9_./:=@%+,-]+");

    /** As one word, whatever is in it. */
    static String quoted(String text) {
        return BARE.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private ShellText() {}
}
