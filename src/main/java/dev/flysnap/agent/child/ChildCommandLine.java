package dev.flysnap.agent.child;

import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.problem.ShellWords;
import java.util.List;

/**
 * Splits a command line into words. One that needs a shell (a pipe, a variable, a pattern) is
 * passed unchanged to {@code /bin/sh -c}; then the shell gets the signals, so the app should be
 * started with {@code exec}.
 */
public final class ChildCommandLine {
    /**
     * @throws dev.flysnap.problem.FlysnapException if a quote stays open, or there are no words
     */
    public static List<String> of(String command) {
        ShellWords parsed = ShellWords.parse(command);
        if (parsed.needsShell()) {
            return List.of("/bin/sh", "-c", command);
        }
        if (parsed.hasOpenQuote()) {
            throw AgentProblems.commandMalformed(command, "A quote is opened and never closed.")
                    .exception();
        }
        if (parsed.words().isEmpty()) {
            throw AgentProblems.commandMalformed(command, "It has no words.").exception();
        }
        return parsed.words();
    }

    private ChildCommandLine() {}
}
