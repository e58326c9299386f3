package dev.flysnap.demo.shop;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The ways in which the demo's app fails. */
public final class DemoProblems {
    static Problem databaseNotOpened(Path database, String why) {
        return failed(
                "demo-database-not-opened",
                "The database %s cannot be opened.".formatted(database),
                why,
                "Name a SQLite database, or a file that is not there yet in a folder that is: --db shop.db");
    }

    static Problem orderNotWritten(Path database, long number, String why) {
        return failed(
                "demo-order-not-written",
                "Order %d could not be written to %s.".formatted(number, database),
                why,
                "Look for free space and for processes that keep the database locked: fuser -v %s"
                        .formatted(database));
    }

    static Problem ordersNotRead(Path database, String why) {
        return failed(
                "demo-orders-not-read",
                "The orders in %s cannot be read.".formatted(database),
                why,
                "Check the file: sqlite3 %s 'PRAGMA integrity_check'".formatted(database));
    }

    static Problem logNotUsable(Path log, String why) {
        return failed(
                "demo-log-not-usable",
                "The order log %s cannot be used.".formatted(log),
                why,
                "Name another file, outside the volume: --log orders.log");
    }

    public static Problem simNotStarted(String why) {
        return failed(
                "demo-sim-not-started",
                "The simulated Fly did not start.",
                why,
                "Try it alone: flysnap sim --app shop");
    }

    public static Problem flySaidNo(String call, String why) {
        return failed(
                "demo-fly-said-no",
                "The simulated Fly did not do what the story asked: %s.".formatted(call),
                why,
                "This is a defect of flysnap's own: please report it");
    }

    public static Problem commandFailed(String command, String why) {
        return failed(
                "demo-command-failed",
                "The demo ends here: flysnap %s failed.".formatted(command),
                why,
                "Run the demo again with --keep, and the command by hand");
    }

    public static Problem ended() {
        return new Problem(
                "demo-ended",
                ExitCode.INTERRUPTED,
                "The demo was ended.",
                "It was interrupted.",
                "Run it again: flysnap demo");
    }

    public static Problem nothingWritten(Path log) {
        return failed(
                "demo-nothing-written",
                "The app does not write orders.",
                "Nothing new came to %s in time.".formatted(log),
                "Run the demo again with --keep and look at the machine's log");
    }

    static Problem seedNotCopied(Path seed, String why) {
        return failed(
                "demo-seed-not-copied",
                "The database %s cannot be copied.".formatted(seed),
                why,
                "Name another: flysnap demo --db FILE");
    }

    public static Problem directoryNotMade(String why) {
        return failed(
                "demo-no-directory",
                "There is no temporary directory for the demo.",
                why,
                "Make room, or name another place: TMPDIR=DIR flysnap demo");
    }

    public static Problem lost(OrderLosses losses) {
        return new Problem(
                "demo-orders-lost",
                ExitCode.CHECK_NOT_MET,
                "%d of the %d orders committed before the snapshot are lost."
                        .formatted(losses.lost(), losses.committedBefore()),
                "That must never happen.",
                "This is a defect of flysnap's own: please report it");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private DemoProblems() {}
}
