package dev.flysnap.cli;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.Restore;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Every run on an app tries again to stop old machines that could not be stopped. */
final class FenceWarnings {
    static void print(Restore restore, AppName app, PrintWriter err) {
        print(restore.fenceAgain(app), err);
    }

    /** Before one more is done for a run, which sees to its own old machine. */
    static void print(Restore restore, RunRecord before, PrintWriter err) {
        print(restore.fenceAgain(before.app(), Optional.of(before.id())), err);
    }

    private static void print(List<Problem> pending, PrintWriter err) {
        for (Problem problem : pending) {
            err.println("flysnap: " + problem.what());
            err.println("  next: " + problem.next());
        }
    }

    private FenceWarnings() {}
}
