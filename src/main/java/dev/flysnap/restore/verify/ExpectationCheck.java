package dev.flysnap.restore.verify;

import dev.flysnap.sqlite.check.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs the expected queries on the restored databases. */
public final class ExpectationCheck {
    private final List<Verdict.Found> databases;
    private final Queries queries;

    /** Runs one query on one database. */
    @FunctionalInterface
    public interface Queries {
        Answer ask(Verdict.Found database, String sql);
    }

    /**
     * What a query gave.
     *
     * @param value as text; absent for NULL
     * @param failure why there is no value; absent = there is
     */
    public record Answer(Optional<String> value, Optional<String> failure) {
        public static Answer of(Optional<String> value) {
            return new Answer(value, Optional.empty());
        }

        public static Answer failed(String why) {
            return new Answer(Optional.empty(), Optional.of(why));
        }
    }

    /**
     * @param databases those that were found on the volume
     */
    public ExpectationCheck(List<Verdict.Found> databases, Queries queries) {
        this.databases = databases;
        this.queries = queries;
    }

    /**
     * @param problems gets a sentence for each that is not met
     */
    public List<Expectation.Result> run(List<Expectation> expectations, List<String> problems) {
        List<Expectation.Result> results = new ArrayList<>();
        for (Expectation expectation : expectations) {
            List<Verdict.Found> meant =
                    databases.stream().filter(it -> expectation.appliesTo(it.path())).toList();
            if (meant.size() != 1) {
                problems.add("expected %s, but %s".formatted(expectation, ambiguity(meant)));
                results.add(
                        new Expectation.Result(expectation.toString(), Optional.empty(), false));
            } else if (meant.getFirst().problems().isEmpty()) {
                results.add(evaluate(expectation, meant.getFirst(), problems));
            }
        }
        return results;
    }

    private static String ambiguity(List<Verdict.Found> meant) {
        return meant.isEmpty()
                ? "there is no such database"
                : "there are several databases: begin the query with one's path and a colon, such as %s: SELECT … ; there are %s"
                        .formatted(
                                meant.getFirst().path(),
                                meant.stream()
                                        .map(Verdict.Found::path)
                                        .collect(Collectors.joining(", ")));
    }

    private Expectation.Result evaluate(
            Expectation expectation, Verdict.Found database, List<String> problems) {
        Answer answer = queries.ask(database, expectation.sql());
        if (answer.failure().isPresent()) {
            problems.add("expected %s: %s".formatted(expectation, answer.failure().get()));
            return new Expectation.Result(expectation.toString(), Optional.empty(), false);
        }
        Optional<String> found = answer.value();
        boolean met = expectation.isMetBy(found);
        if (!met) {
            problems.add("expected %s, found %s".formatted(expectation, found.orElse("null")));
        }
        return new Expectation.Result(expectation.toString(), found, met);
    }
}
