package dev.flysnap.cli.view;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.io.PrintWriter;

/** Prints why something did not work, for a person who is in a hurry. */
public final class ProblemView {
    private final PrintWriter err;

    public ProblemView(PrintWriter err) {
        this.err = err;
    }

    /**
     * A known problem as its three sentences; anything else is a defect of flysnap's, with where it
     * happened.
     */
    public void print(Throwable exception) {
        if (exception instanceof FlysnapException known) {
            print(known.problem());
            return;
        }
        err.println("flysnap: this is a defect of flysnap's own: " + exception);
        for (StackTraceElement place : exception.getStackTrace()) {
            err.println("    at " + place);
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
