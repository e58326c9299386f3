package dev.flysnap.proof;

import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.contract.CheckAnswer.Result;
import dev.flysnap.model.sqlite.CheckDepth;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a check of the live databases found, right after their snapshot was taken. It is no proof of
 * what is in the snapshot; but damage that is found was most likely there before.
 *
 * @param at when it was asked for
 * @param databases those that were looked at
 * @param why there was no check at all
 */
public record Checked(
        Result result,
        CheckDepth depth,
        Instant at,
        List<DatabaseCheck> databases,
        Optional<String> why) {
    public Checked {
        databases = List.copyOf(databases);
    }

    /** One bad database is enough; good is what all of them are. */
    public static Checked of(CheckDepth depth, Instant at, List<DatabaseCheck> databases) {
        return new Checked(
                has(databases, Result.BAD)
                        ? Result.BAD
                        : databases.isEmpty() || has(databases, Result.NOT_CHECKED)
                                ? Result.NOT_CHECKED
                                : Result.OK,
                depth,
                at,
                databases,
                Optional.empty());
    }

    private static boolean has(List<DatabaseCheck> databases, Result result) {
        return databases.stream().anyMatch(it -> it.result() == result);
    }

    public static Checked impossible(CheckDepth depth, Instant at, String why) {
        return new Checked(Result.NOT_CHECKED, depth, at, List.of(), Optional.of(why));
    }

    /** What is wrong, with the database that it is wrong with; empty unless bad. */
    public List<String> problems() {
        return databases.stream()
                .flatMap(database ->
                        database.problems().stream().map(it -> database.name() + ": " + it))
                .toList();
    }

    /** Why something was not checked; empty where all was. */
    public List<String> notChecked() {
        return Stream.concat(
                        why.stream(),
                        databases.stream()
                                .flatMap(database ->
                                        database.why().stream()
                                                .map(it -> database.name() + ": " + it)))
                .toList();
    }
}
