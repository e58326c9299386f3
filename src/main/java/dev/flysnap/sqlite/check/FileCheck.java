package dev.flysnap.sqlite.check;

import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.DatabaseFacts;
import dev.flysnap.sqlite.SqliteProblems;
import dev.flysnap.sqlite.WalFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a database file that nobody else uses is worth: its header, SQLite's checks, foreign keys,
 * and what queries give.
 *
 * @param facts empty when it was too damaged to tell
 * @param counts of its tables; empty when something is wrong with it, or nothing was checked
 * @param isDamaged whether the file itself is: not by foreign keys, what queries give, the time
 *     that it took, or what this computer could not do
 * @param problems sentences; none = it is good, as far as was looked
 */
public record FileCheck(
        String journalMode,
        Optional<DatabaseFacts> facts,
        Optional<TableCounts> counts,
        List<Expectation.Result> expectations,
        boolean isDamaged,
        List<String> problems) {
    private static final Duration CHECK_LIMIT = Duration.ofHours(6);
    private static final Duration QUERY_LIMIT = Duration.ofMinutes(30);
    private static final Duration COUNTING_LIMIT = Duration.ofMinutes(1);

    public FileCheck {
        expectations = List.copyOf(expectations);
        problems = List.copyOf(problems);
    }

    /**
     * Looks at it. Recovers its WAL or journal as any connection would: give it a copy.
     *
     * @param expectations only asked of a database that is good otherwise
     * @throws IOException if the file cannot be read
     * @throws FlysnapException if it needs its app to be checked
     */
    public static FileCheck of(
            Path file, CheckDepth depth, boolean foreignKeys, List<Expectation> expectations)
            throws IOException {
        Optional<String> inHeader = FileHeader.problemOf(file, Files.exists(WalFile.beside(file)));
        if (inHeader.isPresent()) {
            return bad(inHeader.get(), true);
        }
        Verification found;
        try {
            found = Verification.of(file, new VerificationRequest(depth, foreignKeys, CHECK_LIMIT));
        } catch (FlysnapException e) {
            if (SqliteProblems.isOnlyForItsApp(e)) {
                throw e;
            }
            return bad(
                    e.problem().what() + " " + e.problem().why(), SqliteProblems.isNoDatabase(e));
        }
        if (!found.isGood()) {
            return new FileCheck(
                    found.journalMode(),
                    found.facts(),
                    Optional.empty(),
                    List.of(),
                    found.isDamaged(),
                    found.problems());
        }
        List<Expectation.Result> results = expectations.stream().map(it -> ask(file, it)).toList();
        return new FileCheck(
                found.journalMode(),
                found.facts(),
                depth == CheckDepth.NONE
                        ? Optional.empty()
                        : Optional.of(TableCounts.of(file, COUNTING_LIMIT)),
                results,
                false,
                results.stream().flatMap(it -> it.unmet().stream()).toList());
    }

    private static FileCheck bad(String problem, boolean isDamaged) {
        return new FileCheck(
                "unknown",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                isDamaged,
                List.of(problem));
    }

    private static Expectation.Result ask(Path file, Expectation expectation) {
        try {
            Optional<String> found = ScalarQuery.of(file, expectation.sql(), QUERY_LIMIT);
            return expectation.isMetBy(found)
                    ? Expectation.Result.met(expectation, found)
                    : Expectation.Result.unmet(
                            expectation, found, ", found " + found.orElse("null"));
        } catch (FlysnapException e) {
            return Expectation.Result.unmet(
                    expectation, Optional.empty(), ": " + e.problem().why());
        }
    }

    public boolean isGood() {
        return problems.isEmpty();
    }
}
