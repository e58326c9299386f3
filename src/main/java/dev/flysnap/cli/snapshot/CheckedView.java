package dev.flysnap.cli.snapshot;

import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.proof.Checked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found in the live databases, as lines of a receipt. */
final class CheckedView {
    private static final int MAX_LINES = 20;

    static List<String> lines(Checked checked) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "  checked   "
                        + switch (checked.result()) {
                            case OK -> "ok, %s of the live databases".formatted(name(checked));
                            case BAD -> "BAD, %s of the live databases".formatted(name(checked));
                            case NOT_CHECKED -> "no: the databases cannot be checked here";
                        });
        checked.problems().stream().limit(MAX_LINES).forEach(it -> lines.add("  problem   " + it));
        checked.notChecked().stream()
                .limit(MAX_LINES)
                .forEach(it -> lines.add("  because   " + it));
        checked.databases().stream()
                .flatMap(it -> violations(it).stream())
                .forEach(it -> lines.add("  note      " + it));
        return lines;
    }

    private static String name(Checked checked) {
        return checked.depth().checkName();
    }

    /** They are what the app wrote: no damage. */
    private static Optional<String> violations(DatabaseCheck database) {
        return database.foreignKeyViolations()
                .filter(it -> it > 0)
                .map(count ->
                        "%s: %s%d row%s violate%s a foreign key"
                                .formatted(
                                        database.name(),
                                        count >= MAX_COUNTED ? "at least " : "",
                                        count,
                                        count == 1 ? "" : "s",
                                        count == 1 ? "s" : ""));
    }

    /** Nobody counts further. */
    private static final long MAX_COUNTED = 100;

    private CheckedView() {}
}
