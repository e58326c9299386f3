package dev.flysnap.cli.terminal;

import dev.flysnap.portable.take.TakeProgress;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * How far a copy is, on stderr: on a terminal each step is a line; everywhere a line for each ten
 * seconds, with the rate and the time left.
 */
public final class CopyProgressLines implements TakeProgress {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final double MB = 1_000_000;

    private final PrintWriter err;
    private final boolean isTerminal;
    private String step = "copying";
    private long startedNanos = System.nanoTime();
    private long toldNanos = startedNanos;

    CopyProgressLines(PrintWriter err, boolean isTerminal) {
        this.err = err;
        this.isTerminal = isTerminal;
    }

    @Override
    public void step(String text) {
        step = text;
        startedNanos = System.nanoTime();
        toldNanos = startedNanos;
        if (isTerminal) {
            println(text);
        }
    }

    @Override
    public void copied(long doneBytes, long totalBytes) {
        long now = System.nanoTime();
        if (now - toldNanos < EVERY.toNanos()) {
            return;
        }
        toldNanos = now;
        double seconds = (now - startedNanos) / 1e9;
        double rate = doneBytes / seconds;
        println(
                "%s: %.0f of %.0f MB, %.1f MB/s, about %.0f s left"
                        .formatted(
                                step,
                                doneBytes / MB,
                                totalBytes / MB,
                                rate / MB,
                                rate > 0 ? (totalBytes - doneBytes) / rate : 0));
    }

    private void println(String text) {
        err.println((isTerminal ? "  … " : "flysnap: ") + text);
    }
}
