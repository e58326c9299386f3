package dev.flysnap.problem;

import java.util.regex.Pattern;

/** Foreign text, made safe for a message. */
public final class PrintableText {
    private static final int MAX_CHARACTERS = 300;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\s]+");

    /** On one line, without what could steer a terminal, at most 300 characters. */
    public static String of(String text) {
        // Cut first: junk can be megabytes long.
        String cut = text.substring(0, Math.min(text.length(), 4 * MAX_CHARACTERS));
        String line = UNPRINTABLE.matcher(cut).replaceAll(" ").strip();
        return line.length() <= MAX_CHARACTERS ? line : line.substring(0, MAX_CHARACTERS) + "…";
    }

    private PrintableText() {}
}
