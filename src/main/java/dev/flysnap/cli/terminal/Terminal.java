package dev.flysnap.cli.terminal;

import dev.flysnap.runtime.Progress;
import dev.flysnap.setup.Prompt;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Who reads what the program prints. */
public final class Terminal {
    /** Set by {@code bin/flysnap}: Java itself can only ask for stdin and stdout together. */
    private static final String STDERR_IS_TERMINAL = "flysnap.stderr.terminal";

    private static final String STDIN_IS_TERMINAL = "flysnap.stdin.terminal";
    private static final String STDOUT_COLUMNS = "flysnap.stdout.columns";
    private static final int FEWEST_COLUMNS = 40;

    /** How many characters fit on a line of stdout; where that is no terminal, any number. */
    public static int columns() {
        int columns = Integer.getInteger(STDOUT_COLUMNS, 0);
        return columns == 0 ? Integer.MAX_VALUE : Math.max(columns, FEWEST_COLUMNS);
    }

    /** Whoever reads what is printed to stderr and can answer on stdin; empty in a script. */
    public static Optional<LinePrompt> person(PrintWriter err) {
        boolean isThere =
                Boolean.getBoolean(STDERR_IS_TERMINAL) && Boolean.getBoolean(STDIN_IS_TERMINAL);
        return isThere ? Optional.of(question -> ask(err, question)) : Optional.empty();
    }

    private static Optional<String> ask(PrintWriter err, String question) {
        err.print(question + " ");
        err.flush();
        try {
            return Optional.ofNullable(INPUT.readLine()).map(String::strip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Progress for a person, nothing where none watches; notes in any case. */
    public static Progress progress(PrintWriter err) {
        boolean isWatched = Boolean.getBoolean(STDERR_IS_TERMINAL);
        return new Progress() {
            @Override
            public void report(String words) {
                if (isWatched) {
                    err.println("  … " + words);
                }
            }

            @Override
            public void reportAlways(String words) {
                err.println("flysnap: " + words);
            }
        };
    }

    /** Asks whoever sits there, several questions if need be. */
    public static Prompt interview(PrintWriter err) {
        return person(err).<Prompt>map(it -> it::answer).orElse(Prompt.NOBODY);
    }

    private Terminal() {}

    /** One for all questions: it may read ahead. */
    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
}
