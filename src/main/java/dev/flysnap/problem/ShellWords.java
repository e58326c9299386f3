package dev.flysnap.problem;

import java.util.ArrayList;
import java.util.List;

/**
 * A command line, split into words by a shell's rules for quotes and backslashes; nothing is
 * expanded.
 *
 * @param needsShell whether it contains what only a shell can carry out: a pipe, a variable, a
 *     pattern
 * @param hasOpenQuote whether a quote is opened and never closed
 */
public record ShellWords(List<String> words, boolean needsShell, boolean hasOpenQuote) {

    public static ShellWords parse(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        boolean needsShell = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            boolean escapes = c == '\\' && quote != '\'' && i + 1 < command.length();
            if (escapes && (quote == 0 || "\\\"$`".indexOf(command.charAt(i + 1)) >= 0)) {
                word.append(command.charAt(++i));
                inWord = true;
            } else if (quote != 0) {
                needsShell |= quote == '"' && (c == '$' || c == '`');
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
                needsShell |= isShellSyntax(c, inWord);
                word.append(c);
                inWord = true;
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return new ShellWords(List.copyOf(words), needsShell, quote != 0);
    }

    private static boolean isShellSyntax(char c, boolean inWord) {
        return switch (c) {
            // These mean something only at the start of a word.
            case '#', '~' -> !inWord;
            default -> "|&;<>()$`*?[{".indexOf(c) >= 0;
        };
    }

    /**
     * The words, with shell syntax taken literally.
     *
     * @throws IllegalArgumentException with a sentence for the user, if a quote is not closed
     */
    public static List<String> split(String command) {
        ShellWords parsed = parse(command);
        if (parsed.hasOpenQuote()) {
            throw new IllegalArgumentException("a quote is not closed in: " + command);
        }
        return parsed.words();
    }
}
