package dev.flysnap.cli.alarm;

import java.io.PrintWriter;
import java.io.Writer;

/** Passes on what a command prints, and remembers the end of it. */
final class Recording extends Writer {
    private static final int MAX = 20_000;

    private final PrintWriter to;
    private final StringBuilder heard;

    /**
     * @param heard shared by stdout and stderr, in the order in which they were written
     */
    Recording(PrintWriter to, StringBuilder heard) {
        this.to = to;
        this.heard = heard;
    }

    /** Where a command can print. */
    static PrintWriter of(PrintWriter to, StringBuilder heard) {
        return new PrintWriter(new Recording(to, heard), true);
    }

    @Override
    public void write(char[] text, int from, int length) {
        to.write(text, from, length);
        synchronized (heard) {
            heard.append(text, from, length);
            if (heard.length() > MAX) {
                heard.delete(0, heard.length() - MAX / 2);
            }
        }
    }

    @Override
    public void flush() {
        to.flush();
    }

    /** What it passes on to is another's. */
    @Override
    public void close() {
        flush();
    }
}
