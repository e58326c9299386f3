package dev.flysnap.cli.view;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.PrintWriter;

/** Prints a problem to stderr. */
public final class ProblemView {
    private final PrintWriter err;

    public ProblemView(PrintWriter err) {
        this.err = err;
    }

    /**
     * Prints a known problem as its three sentences, and anything else as a bug with its stack
     * trace.
     */
    public void print(Throwable exception) {
        if (exception instanceof FlysnapException known) {
            print(known.problem());
            return;
        }
        err.println("flysnap: this is a bug in flysnap: " + exception);
        for (StackTraceElement frame : exception.getStackTrace()) {
            err.println("    at " + frame);
        }
        err.println("  next: please report it with the lines above");
    }

    private void print(Problem problem) {
        err.println("flysnap: " + problem.what());
        if (!problem.why().isBlank()) {
            err.println("  why:  " + problem.why());
        }
        err.println("  next: " + problem.next());
        err.println("  code: " + problem.code());
    }
}
