package dev.flysnap.drill;

import dev.flysnap.problem.Count;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.sqlite.check.TableRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a verdict says, as single checks: all of its problems are in one of them. Pure. */
final class DataChecks {
    private static final String DATA = "data";

    /**
     * @param others queries that are no checks by themselves
     */
    static List<DrillCheck> of(Verdict verdict, List<Expectation> others) {
        List<DrillCheck> checks = new ArrayList<>();
        List<String> left = new ArrayList<>(verdict.problems());
        for (Verdict.Found database : verdict.databases()) {
            left.removeAll(
                    database.problems().stream().map(it -> database.path() + ": " + it).toList());
            checks.add(
                    new DrillCheck(
                            DATA,
                            "%s of %s".formatted(database.check(), database.path()),
                            contents(database),
                            joined(database.problems())));
        }
        checks.add(
                new DrillCheck(
                        DATA,
                        "databases, schema, user_version and size as recorded",
                        Count.of(verdict.databases().size(), "database")
                                + verdict.notes()
                                        .map(it -> "; " + String.join("; ", it))
                                        .orElse(""),
                        joined(left)));
        Set<String> notChecked =
                others.stream().map(Expectation::toString).collect(Collectors.toSet());
        verdict.expectations().orElse(List.of()).stream()
                .filter(it -> !notChecked.contains(it.expected()))
                .map(it -> expected(it, verdict))
                .forEach(checks::add);
        return checks;
    }

    /** Of a query. */
    static Optional<Expectation.Result> result(Expectation query, Verdict verdict) {
        return verdict.expectations().orElse(List.of()).stream()
                .filter(it -> it.expected().equals(query.toString()))
                .findFirst();
    }

    private static DrillCheck expected(Expectation.Result result, Verdict verdict) {
        boolean isForeignKeys = ForeignKeys.isMeantBy(result.expected());
        return new DrillCheck(
                isForeignKeys ? DATA : "expected",
                isForeignKeys ? foreignKeys(result.expected(), verdict) : result.expected(),
                result.found().orElse("null"),
                result.unmet());
    }

    /** With the path on the volume, whatever the app calls it. */
    private static String foreignKeys(String expected, Verdict verdict) {
        int colon = expected.indexOf(": ");
        String path = colon > 0 ? expected.substring(0, colon) : "";
        return "foreign_key_check of "
                + verdict.databases().stream()
                        .map(Verdict.Found::path)
                        .filter(it -> path.isEmpty() || ("/" + path).endsWith("/" + it))
                        .findFirst()
                        .orElse(path);
    }

    private static String contents(Verdict.Found database) {
        return Stream.concat(
                        Stream.of(
                                Count.of(database.pageCount(), "page"),
                                "user_version " + database.userVersion()),
                        database.rows().orElse(List.of()).stream().map(TableRows::toString))
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> joined(List<String> problems) {
        return problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems));
    }

    private DataChecks() {}
}
