package dev.flysnap.agent.child;

import dev.flysnap.agent.setting.AgentProblems;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line as the words that it is made of, by a shell's rules for quotes and backslashes.
 * Where it needs a shell (a pipe, a variable, a pattern), it is handed to {@code /bin/sh -c} as it
 * stands; then the shell gets the signals, so the app belongs behind {@code exec}.
 */
public final class ChildCommandLine {
    /**
     * @throws dev.flysnap.problem.FlysnapException if a quote stays open, or there are no words
     */
    public static List<String> of(String command) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (quote == '\'') {
                if (c == '\'') {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (quote == '"' && c == '"') {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                inWord = true;
            } else if (c == '\\' && i + 1 < command.length()) {
                char next = command.charAt(++i);
                if (quote == '"' && "\"\\$`".indexOf(next) < 0) {
                    word.append(c);
                }
                word.append(next);
                inWord = true;
            } else if (needsShell(c, quote, inWord)) {
                return List.of("/bin/sh", "-c", command);
            } else if (quote == 0 && Character.isWhitespace(c)) {
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
            throw AgentProblems.commandMalformed(command, "A quote is opened and never closed.")
                    .exception();
        }
        if (inWord) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw AgentProblems.commandMalformed(command, "It has no words.").exception();
        }
        return words;
    }

    private static boolean needsShell(char c, char quote, boolean inWord) {
        if (quote == '"') {
            return c == '$' || c == '`';
        }
        return switch (c) {
            // These mean something only where a word begins.
            case '#', '~' -> !inWord;
            default -> "|&;<>()$`*?[{".indexOf(c) >= 0;
        };
    }

    private ChildCommandLine() {}
}
