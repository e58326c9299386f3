package dev.flysnap.restore.verify;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.check.Expectation;
import dev.flysnap.sqlite.check.ScalarQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs the expected queries on the restored databases. */
public final class ExpectationCheck {
    private static final Duration QUERY_LIMIT = Duration.ofMinutes(30);

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

        /** From a database that nobody else uses. */
        public static Answer ofFile(Path file, String sql) {
            try {
                return of(ScalarQuery.of(file, sql, QUERY_LIMIT));
            } catch (FlysnapException e) {
                return failed(e.problem().why());
            }
        }
    }

    /**
     * @param databases those that were found on the volume
     */
    public ExpectationCheck(List<Verdict.Found> databases, Queries queries) {
        this.databases = databases;
        this.queries = queries;
    }

    /** A database that is bad is not asked: it has problems enough. */
    public List<Expectation.Result> run(List<Expectation> expectations) {
        List<Expectation.Result> results = new ArrayList<>();
        for (Expectation expectation : expectations) {
            List<Verdict.Found> meant =
                    databases.stream().filter(it -> expectation.appliesTo(it.path())).toList();
            if (meant.size() != 1) {
                results.add(
                        Expectation.Result.unmet(
                                expectation, Optional.empty(), ", but " + ambiguity(meant)));
            } else if (meant.getFirst().problems().isEmpty()) {
                results.add(evaluate(expectation, meant.getFirst()));
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

    private Expectation.Result evaluate(Expectation expectation, Verdict.Found database) {
        Answer answer = queries.ask(database, expectation.sql());
        if (answer.failure().isPresent()) {
            return Expectation.Result.unmet(
                    expectation, Optional.empty(), ": " + answer.failure().get());
        }
        Optional<String> found = answer.value();
        return expectation.isMetBy(found)
                ? Expectation.Result.met(expectation, found)
                : Expectation.Result.unmet(expectation, found, ", found " + found.orElse("null"));
    }
}
