package dev.flysnap.demo;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/** The ways in which the demo's app fails. */
final class DemoProblems {
    static Problem databaseNotOpened(Path database, String why) {
        return new Problem(
                "demo-database-not-opened",
                ExitCode.FAILED,
                "The database %s cannot be opened.".formatted(database),
                why,
                "Name a SQLite database, or a file that is not there yet in a folder that is: --db shop.db");
    }

    static Problem orderNotWritten(Path database, long number, String why) {
        return new Problem(
                "demo-order-not-written",
                ExitCode.FAILED,
                "Order %d could not be written to %s.".formatted(number, database),
                why,
                "Look for free space and for processes that keep the database locked: fuser -v %s"
                        .formatted(database));
    }

    static Problem ordersNotRead(Path database, String why) {
        return new Problem(
                "demo-orders-not-read",
                ExitCode.FAILED,
                "The orders in %s cannot be read.".formatted(database),
                why,
                "Check the file: sqlite3 %s 'PRAGMA integrity_check'".formatted(database));
    }

    static Problem logNotUsable(Path log, String why) {
        return new Problem(
                "demo-log-not-usable",
                ExitCode.FAILED,
                "The order log %s cannot be used.".formatted(log),
                why,
                "Name another file, outside the volume: --log orders.log");
    }

    private DemoProblems() {}
}
