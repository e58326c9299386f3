package dev.flysnap.sim.platform;

import java.util.ArrayList;
import java.util.List;

/** Splits a command into words as a shell does: quotes and backslashes, no expansion. */
public final class ShellWords {

    /**
     * @throws IllegalArgumentException with a sentence for the user, if a quote is not closed
     */
    public static List<String> split(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            boolean escapes = c == '\\' && quote != '\'' && i + 1 < command.length();
            if (escapes && (quote == 0 || "\\\"$`".indexOf(command.charAt(i + 1)) >= 0)) {
                word.append(command.charAt(++i));
                inWord = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                inWord = true;
            } else if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                word.append(c);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed in: " + command);
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }

    private ShellWords() {}
}
