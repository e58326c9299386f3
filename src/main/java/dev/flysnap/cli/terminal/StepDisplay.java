package dev.flysnap.cli.terminal;

import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import me.tongfei.progressbar.ProgressState;

/** One step of a {@link TransferDisplay}: a bar that stays on its line, or lines of a log. */
final class StepDisplay implements ProgressBarConsumer {
    private static final long MB = 1_000_000;
    private static final String INDENT = "   ";

    private final PrintWriter err;
    private final Optional<Integer> columns;
    private final TransferDisplay.Pace pace;
    private final long begunNanos;
    private final boolean countsBytes;
    private final ProgressBar bar;
    private volatile boolean isClosing;
    private volatile boolean isShown;

    /**
     * @param columns of the terminal; absent = none
     * @param totalBytes absent = a step that moves none
     */
    StepDisplay(
            PrintWriter err,
            Optional<Integer> columns,
            TransferDisplay.Pace pace,
            String step,
            long begunNanos,
            Optional<Long> totalBytes) {
        this.err = err;
        this.columns = columns;
        this.pace = pace;
        this.begunNanos = begunNanos;
        countsBytes = totalBytes.isPresent();
        ProgressBarBuilder builder =
                new ProgressBarBuilder()
                        .setTaskName("")
                        .setInitialMax(totalBytes.orElse(0L))
                        .setUpdateIntervalMillis((int) pace.every().toMillis())
                        .continuousUpdate()
                        .startsFrom(0, elapsed())
                        .setConsumer(this);
        bar =
                (columns.isPresent() && countsBytes
                                ? builder.setStyle(ProgressBarStyle.ASCII)
                                        .setUnit(" MB", MB)
                                        .showSpeed(
                                                new DecimalFormat(
                                                        "0.0",
                                                        DecimalFormatSymbols.getInstance(
                                                                Locale.ROOT)))
                                : builder.setRenderer((state, _) -> line(step, elapsed(), state)))
                        .build();
    }

    /** A line of a log has them as soon as there are any. */
    boolean showsBytes() {
        return countsBytes || columns.isEmpty();
    }

    void copied(long doneBytes, long totalBytes) {
        bar.maxHint(totalBytes).stepTo(doneBytes);
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    private static String line(String step, Duration elapsed, ProgressState state) {
        long done = state.getCurrent();
        double rate = done / (elapsed.toMillis() / 1e3);
        return done == 0
                ? "%s: %d s".formatted(step, elapsed.toSeconds())
                : "%s: %d of %d MB, %.1f MB/s, about %.0f s left"
                        .formatted(
                                step,
                                done / MB,
                                state.getMax() / MB,
                                rate / MB,
                                (state.getMax() - done) / rate);
    }

    @Override
    public int getMaxRenderedLength() {
        return columns.map(it -> it - INDENT.length() - 1).orElse(Integer.MAX_VALUE);
    }

    /** The library's own thread calls this, and once more at the end, which is no news. */
    @Override
    public void accept(String text) {
        if (isClosing || elapsed().compareTo(pace.first()) < 0) {
            return;
        }
        if (columns.isPresent()) {
            isShown = true;
            err.print(
                    "\r"
                            + INDENT
                            + text.substring(0, Math.min(text.length(), getMaxRenderedLength())));
            err.flush();
        } else {
            err.println("flysnap: " + text);
        }
    }

    @Override
    public void close() {
        if (!isClosing) {
            isClosing = true;
            // It calls this method again.
            bar.close();
            if (isShown) {
                err.print("\r%s\r".formatted(" ".repeat(columns.orElseThrow() - 1)));
                err.flush();
            }
        }
    }
}
