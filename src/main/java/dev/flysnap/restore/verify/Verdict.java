package dev.flysnap.restore.verify;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.Count;
import dev.flysnap.proof.DatabaseSize;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.sqlite.check.TableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the verifier found on a volume.
 *
 * @param databases every SQLite database that it found
 * @param expectations what the given queries gave; absent where there were none
 * @param problems why the data is bad; empty = it is good
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
     * @param pageBytes the size of a page; absent where it is not known
     * @param tables how many there are, without SQLite's own; absent where they were not counted
     * @param rows of the first tables; absent where they were not counted
     */
    public record Found(
            String path,
            long bytes,
            String check,
            long pageCount,
            long userVersion,
            Optional<String> schemaSha256,
            List<String> problems,
            Optional<Long> pageBytes,
            Optional<Integer> tables,
            Optional<List<TableRows>> rows) {

        /** One that could not be read. */
        static Found unreadable(String path, String check, String problem) {
            return of(path, check, List.of(problem));
        }

        /** One that was checked elsewhere. */
        public static Found good(String path) {
            return of(path, CheckDepth.NONE.checkName(), List.of());
        }

        private static Found of(String path, String check, List<String> problems) {
            return new Found(
                    path,
                    0,
                    check,
                    0,
                    0,
                    Optional.empty(),
                    problems,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        boolean isEmpty() {
            return tables.filter(it -> it == 0).isPresent();
        }
    }

    /** The same, and no database may be empty. */
    public Verdict comparedWith(List<ExpectedDatabase> expected) {
        return comparedWith(expected, false);
    }

    /**
     * This verdict, compared with the databases that must be there. Pure.
     *
     * @param allowEmpty whether a database may have no tables, or be much smaller than before
     */
    public Verdict comparedWith(List<ExpectedDatabase> expected, boolean allowEmpty) {
        List<String> found = new ArrayList<>(problems);
        List<String> acceptable = new ArrayList<>();
        if (databases.isEmpty()) {
            found.add("there is no SQLite database on the volume");
        }
        for (Found database : databases) {
            database.problems().forEach(it -> found.add(database.path() + ": " + it));
            if (database.isEmpty()
                    && expected.stream()
                            .noneMatch(it -> it.isAt(database.path()) && it.wasEmpty())) {
                (allowEmpty ? acceptable : found)
                        .add(database.path() + " has no tables" + hint(allowEmpty));
            }
        }
        for (ExpectedDatabase wanted : expected) {
            Optional<Found> match =
                    databases.stream().filter(it -> wanted.isAt(it.path())).findFirst();
            if (match.isEmpty()) {
                found.add(wanted.missingMessage());
            } else {
                (wanted.mayHaveChanged() ? acceptable : found)
                        .addAll(differences(wanted, match.get()));
                shrunk(wanted, match.get())
                        .ifPresent(
                                it -> (allowEmpty ? acceptable : found).add(it + hint(allowEmpty)));
            }
        }
        return new Verdict(
                databases,
                expectations,
                List.copyOf(found),
                acceptable.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(acceptable)));
    }

    private static String hint(boolean allowEmpty) {
        return allowEmpty ? "" : " (--allow-empty accepts that)";
    }

    private static Optional<String> shrunk(ExpectedDatabase wanted, Found found) {
        return found.problems().isEmpty()
                ? wanted.pageCount()
                        .filter(then ->
                                DatabaseSize.isMuchSmaller(
                                        found.pageCount(),
                                        found.pageBytes(),
                                        then,
                                        wanted.pageSize().or(found::pageBytes)))
                        .map(then ->
                                "%s has %s, and had %d %s"
                                        .formatted(
                                                found.path(),
                                                Count.of(found.pageCount(), "page"),
                                                then,
                                                wanted.when()))
                : Optional.empty();
    }

    /** Whether nothing is wrong with the data, and it is what was expected. */
    public boolean isFitForUse() {
        return unfitBecause().isEmpty();
    }

    /** What is wrong with the data, then what was expected of it and is not so. */
    public List<String> unfitBecause() {
        return Stream.concat(problems.stream(), unmet().stream()).toList();
    }

    /** What was expected of the data and is not so. */
    public List<String> unmet() {
        return expectations.orElse(List.of()).stream().flatMap(it -> it.unmet().stream()).toList();
    }

    private static List<String> differences(ExpectedDatabase wanted, Found found) {
        List<String> differences = new ArrayList<>();
        if (wanted.userVersion().isPresent() && wanted.userVersion().get() != found.userVersion()) {
            differences.add(
                    "%s has user_version %d, the receipt says %d%s"
                            .formatted(
                                    found.path(),
                                    found.userVersion(),
                                    wanted.userVersion().get(),
                                    wanted.changedBecause()));
        }
        if (wanted.schemaSha256().isPresent()
                && found.schemaSha256().isPresent()
                && !wanted.schemaSha256().equals(found.schemaSha256())) {
            differences.add(
                    found.path()
                            + " has another schema than the receipt says"
                            + wanted.changedBecause());
        }
        if (!wanted.mayHaveChanged() && found.problems().isEmpty()) {
            wanted.exactPageCount()
                    .filter(then -> then != found.pageCount())
                    .ifPresent(then ->
                            differences.add(
                                    "%s has %s, the receipt says %d"
                                            .formatted(
                                                    found.path(),
                                                    Count.of(found.pageCount(), "page"),
                                                    then)));
            wanted.rows().orElse(List.of()).stream()
                    .flatMap(it -> differentRows(it, found).stream())
                    .forEach(differences::add);
        }
        return differences;
    }

    /** A table that was not counted again says nothing; that it is there the schema tells. */
    private static Optional<String> differentRows(TableRows then, Found found) {
        return found.rows().orElse(List.of()).stream()
                .filter(it -> it.table().equals(then.table()) && !it.equals(then))
                .map(it ->
                        "%s has %s in %s, the receipt says %s"
                                .formatted(found.path(), it.text(), it.table(), then.text()))
                .findFirst();
    }
}
