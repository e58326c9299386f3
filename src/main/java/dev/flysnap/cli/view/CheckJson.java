package dev.flysnap.cli.view;

import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import java.time.Instant;
import java.util.List;

/**
 * Whether the data of a snapshot is known to be good or bad, in a JSON document.
 *
 * @param result {@code ok} or {@code bad}
 */
public record CheckJson(
        String result,
        Instant at,
        CheckDepth depth,
        SnapshotCheck.Subject subject,
        RunId run,
        List<String> databases,
        List<String> problems) {
    public static CheckJson of(SnapshotCheck check) {
        return new CheckJson(
                CheckText.result(check),
                check.at(),
                check.depth(),
                check.subject(),
                check.run(),
                check.databases(),
                check.problems());
    }
}
