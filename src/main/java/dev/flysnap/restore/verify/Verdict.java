package dev.flysnap.restore.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the verifier found on a volume.
 *
 * @param databases every SQLite database that it found
 * @param expectations what the given queries gave; absent where there were none
 * @param problems why the volume must not be used; empty = fit for use
 * @param notes what is unexpected, but acceptable; absent without any
 */
public record Verdict(
        List<Found> databases,
        Optional<List<Expectation.Result>> expectations,
        List<String> problems,
        Optional<List<String>> notes) {

    public Verdict(
            List<Found> databases,
            Optional<List<Expectation.Result>> expectations,
            List<String> problems) {
        this(databases, expectations, problems, Optional.empty());
    }

    /**
     * One database.
     *
     * @param path relative to the volume
     * @param check what was run: {@code none}, {@code quick_check} or {@code integrity_check}
     * @param problems what it answered, at most a hundred; empty = sound
     */
    public record Found(
            String path,
            long bytes,
            String check,
            long pageCount,
            long userVersion,
            Optional<String> schemaSha256,
            List<String> problems) {}

    /** This verdict, compared with the databases that must be there. Pure. */
    public Verdict comparedWith(List<ExpectedDatabase> expected) {
        List<String> found = new ArrayList<>(problems);
        List<String> acceptable = new ArrayList<>();
        if (databases.isEmpty()) {
            found.add("there is no SQLite database on the volume");
        }
        for (Found database : databases) {
            database.problems().forEach(it -> found.add(database.path() + ": " + it));
        }
        for (ExpectedDatabase wanted : expected) {
            Optional<Found> match =
                    databases.stream().filter(it -> wanted.isAt(it.path())).findFirst();
            if (match.isEmpty()) {
                found.add(wanted.missingMessage());
            } else {
                (wanted.mayHaveChanged() ? acceptable : found)
                        .addAll(differences(wanted, match.get()));
            }
        }
        return new Verdict(
                databases,
                expectations,
                List.copyOf(found),
                acceptable.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(acceptable)));
    }

    public boolean isFitForUse() {
        return problems.isEmpty();
    }

    private static List<String> differences(ExpectedDatabase wanted, Found found) {
        List<String> differences = new ArrayList<>();
        if (wanted.userVersion().isPresent() && wanted.userVersion().get() != found.userVersion()) {
            differences.add(
                    "%s has user_version %d, the receipt says %d"
                            .formatted(
                                    found.path(), found.userVersion(), wanted.userVersion().get()));
        }
        if (wanted.schemaSha256().isPresent()
                && found.schemaSha256().isPresent()
                && !wanted.schemaSha256().equals(found.schemaSha256())) {
            differences.add(found.path() + " has another schema than the receipt says");
        }
        return differences;
    }
}
