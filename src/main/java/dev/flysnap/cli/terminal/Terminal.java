package dev.flysnap.cli.terminal;

import dev.flysnap.runtime.Progress;
import dev.flysnap.runtime.Prompt;
import dev.flysnap.time.Sleeper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** The terminal that the program was started on, if there is one. */
public final class Terminal {
    /** Set by {@code bin/flysnap}: Java itself can only ask for stdin and stdout together. */
    private static final String STDERR_IS_TERMINAL = "flysnap.stderr.terminal";

    private static final String STDIN_IS_TERMINAL = "flysnap.stdin.terminal";
    private static final String STDOUT_COLUMNS = "flysnap.stdout.columns";
    private static final int MIN_COLUMNS = 40;

    /** How many characters fit on a line of stdout; where that is no terminal, any number. */
    public static int columns() {
        int columns = Integer.getInteger(STDOUT_COLUMNS, 0);
        return columns == 0 ? Integer.MAX_VALUE : Math.max(columns, MIN_COLUMNS);
    }

    /**
     * Asks on stderr and reads the answers from stdin; empty in a script, where nobody can answer.
     */
    public static Optional<Prompt> prompt(PrintWriter err) {
        boolean isInteractive =
                Boolean.getBoolean(STDERR_IS_TERMINAL) && Boolean.getBoolean(STDIN_IS_TERMINAL);
        return isInteractive ? Optional.of(question -> ask(err, question)) : Optional.empty();
    }

    private static Optional<String> ask(PrintWriter err, String question) {
        err.print(question + " ");
        err.flush();
        // Nothing ends a read from a terminal: it is left to a thread that may be left behind.
        FutureTask<Optional<String>> answer = new FutureTask<>(Terminal::readLine);
        Thread _ = Thread.ofPlatform().daemon().start(answer);
        return StopSignals.interruption().awaitResult(() -> resultOf(answer));
    }

    private static Optional<String> resultOf(FutureTask<Optional<String>> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Sleeper.Interrupted();
        }
    }

    private static Optional<String> readLine() {
        try {
            return Optional.ofNullable(INPUT.readLine()).map(String::strip);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public static Progress progress(PrintWriter err) {
        return new TerminalProgress(err, showsStderr());
    }

    static boolean showsStderr() {
        return Boolean.getBoolean(STDERR_IS_TERMINAL);
    }

    private Terminal() {}

    /** Shared by all questions, because it may read ahead. */
    private static final BufferedReader INPUT =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
}
