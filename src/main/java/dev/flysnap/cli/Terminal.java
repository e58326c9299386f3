package dev.flysnap.cli;

import dev.flysnap.snapshot.Progress;
import java.io.PrintWriter;

/** Who reads what the program prints. */
final class Terminal {
    /** Set by {@code bin/flysnap}: Java itself can only ask for stdin and stdout together. */
    private static final String STDERR_IS_TERMINAL = "flysnap.stderr.terminal";

    /** Progress for a person; nothing where none watches. */
    static Progress progress(PrintWriter err) {
        return Boolean.getBoolean(STDERR_IS_TERMINAL)
                ? words -> err.println("  … " + words)
                : words -> {};
    }

    private Terminal() {}
}
