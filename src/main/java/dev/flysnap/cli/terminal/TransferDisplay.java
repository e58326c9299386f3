package dev.flysnap.cli.terminal;

import dev.flysnap.portable.take.TakeProgress;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a copy is, on stderr. On a terminal each step is a line, and from its second second on a
 * bar stands below it, with the rate and the time left, until the step ends. Elsewhere (cron, CI) a
 * step gets a line for each ten seconds. Nothing else may be printed before a step has ended.
 */
public final class TransferDisplay implements TakeProgress, AutoCloseable {
    /**
     * When a step is told.
     *
     * @param first how long it has taken then
     */
    record Pace(Duration first, Duration every) {
        static final Pace OF_TERMINAL = new Pace(Duration.ofSeconds(2), Duration.ofMillis(500));
        static final Pace OF_LOG = new Pace(Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    /** Where stdout is no terminal, nothing tells how wide stderr's is. */
    private static final int MAX_BAR_COLUMNS = 80;

    private final PrintWriter err;
    private final Optional<Integer> columns;
    private final Pace pace;
    private String step = "";
    private long begunNanos = System.nanoTime();
    private Optional<StepDisplay> shown = Optional.empty();

    /**
     * @param columns of the terminal; absent = none
     */
    TransferDisplay(PrintWriter err, Optional<Integer> columns, Pace pace) {
        this.err = err;
        this.columns = columns;
        this.pace = pace;
    }

    /** To be closed before anything else is printed. */
    public static TransferDisplay on(PrintWriter err) {
        if (!Terminal.showsStderr()) {
            return new TransferDisplay(err, Optional.empty(), Pace.OF_LOG);
        }
        int width = Math.min(Terminal.columns(), MAX_BAR_COLUMNS);
        TransferDisplay display = new TransferDisplay(err, Optional.of(width), Pace.OF_TERMINAL);
        // After Ctrl-C the shell's prompt stands on a line of its own.
        Runtime.getRuntime().addShutdownHook(new Thread(display::close));
        return display;
    }

    @Override
    public synchronized void step(String text) {
        ended();
        step = text;
        begunNanos = System.nanoTime();
        if (columns.isPresent()) {
            err.println("  … " + text);
        }
        shown = Optional.of(display(Optional.empty()));
    }

    /** Also in a log, whose steps are told only if they take long. */
    @Override
    public synchronized void note(String text) {
        ended();
        err.println((columns.isPresent() ? "  … " : "flysnap: ") + text);
        err.flush();
    }

    @Override
    public void pause(Duration duration) {
        StopSignals.interruption().cutting(Sleeper.REAL).sleep(duration);
    }

    @Override
    public synchronized void copied(long doneBytes, long totalBytes) {
        if (shown.filter(StepDisplay::showsBytes).isEmpty()) {
            ended();
            shown = Optional.of(display(Optional.of(totalBytes)));
        }
        shown.get().copied(doneBytes, totalBytes);
    }

    private StepDisplay display(Optional<Long> totalBytes) {
        return new StepDisplay(err, columns, pace, step, begunNanos, totalBytes);
    }

    @Override
    public synchronized void ended() {
        shown.ifPresent(StepDisplay::close);
        shown = Optional.empty();
    }

    @Override
    public void close() {
        ended();
    }
}
