package dev.flysnap.cli.terminal;

import dev.flysnap.runtime.Progress;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Progress on stderr. On a terminal each step is a line at once. Elsewhere (cron, CI) only what is
 * waited for is told. Both get a line for each ten seconds of a wait.
 */
final class TerminalProgress implements Progress {
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final PrintWriter err;
    private final boolean isTerminal;
    private String step = "working";
    private Duration lastTold = Duration.ZERO;

    TerminalProgress(PrintWriter err, boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
    }

    @Override
    public synchronized void report(String text) {
        step = text;
        lastTold = Duration.ZERO;
        if (isTerminal) {
            println(text);
        }
    }

    @Override
    public synchronized void waiting(Duration elapsed, Duration limit) {
        if (elapsed.compareTo(lastTold) < 0) {
            // Another wait of the same step.
            lastTold = Duration.ZERO;
        }
        if (elapsed.minus(lastTold).compareTo(EVERY) >= 0) {
            lastTold = elapsed;
            println("%s: %s of at most %s".formatted(step, text(elapsed), text(limit)));
        }
    }

    @Override
    public void reportAlways(String text) {
        err.println("flysnap: " + text);
    }

    private void println(String text) {
        err.println((isTerminal ? "  … " : "flysnap: ") + text);
    }

    private static String text(Duration duration) {
        return duration.toMinutes() < 2
                ? duration.toSeconds() + " s"
                : "%d min %02d s".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
}
