package dev.flysnap.restore.verify;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.check.ScalarQuery;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs the expected queries on the restored databases. */
final class ExpectationCheck {
    private static final Duration TIMEOUT_PER_QUERY = Duration.ofMinutes(30);

    private final Path volume;
    private final List<Verdict.Found> databases;

    /**
     * @param databases those that were found on the volume
     */
    ExpectationCheck(Path volume, List<Verdict.Found> databases) {
        this.volume = volume;
        this.databases = databases;
    }

    /**
     * @param problems gets a sentence for each that is not met
     */
    List<Expectation.Result> run(List<Expectation> expectations, List<String> problems) {
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
        Optional<String> found;
        try {
            found =
                    ScalarQuery.of(
                            volume.resolve(database.path()), expectation.sql(), TIMEOUT_PER_QUERY);
        } catch (FlysnapException e) {
            problems.add("expected %s: %s".formatted(expectation, e.problem().why()));
            return new Expectation.Result(expectation.toString(), Optional.empty(), false);
        }
        boolean met = expectation.isMetBy(found);
        if (!met) {
            problems.add("expected %s, found %s".formatted(expectation, found.orElse("null")));
        }
        return new Expectation.Result(expectation.toString(), found, met);
    }
}
