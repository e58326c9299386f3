package dev.flysnap.restore.bring;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.verify.ExpectationCheck;
import dev.flysnap.restore.verify.Verdict;
import dev.flysnap.sqlite.check.Expectation;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Queries on copies, before these replace what is there. */
public final class CopyExpectations {
    /**
     * @param copies plain databases that were found good, by the paths that they are going to have
     * @throws FlysnapException (exit code 13) if a query gives anything but what is expected
     */
    public static void require(List<Expectation> expectations, Map<String, Path> copies) {
        List<String> unmet =
                new ExpectationCheck(
                                copies.keySet().stream().map(Verdict.Found::good).toList(),
                                (copy, sql) ->
                                        ExpectationCheck.Answer.ofFile(
                                                file(copies, copy.path()), sql))
                        .run(expectations).stream().flatMap(it -> it.unmet().stream()).toList();
        if (!unmet.isEmpty()) {
            throw BringProblems.notAsExpected(unmet).exception();
        }
    }

    private static Path file(Map<String, Path> copies, String path) {
        return Optional.ofNullable(copies.get(path)).orElseThrow();
    }

    private CopyExpectations() {}
}
