package dev.flysnap.cli;

import dev.flysnap.model.AppName;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.Restore;
import java.io.PrintWriter;

/** Every run on an app tries again to stop old machines that could not be stopped. */
final class FenceWarnings {
    static void print(Restore restore, AppName app, PrintWriter err) {
        for (Problem problem : restore.fenceAgain(app)) {
            err.println("flysnap: " + problem.what());
            err.println("  next: " + problem.next());
        }
    }

    private FenceWarnings() {}
}
