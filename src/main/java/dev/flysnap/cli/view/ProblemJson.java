package dev.flysnap.cli.view;

import dev.flysnap.problem.Problem;

/** A problem in a JSON document. */
public record ProblemJson(String code, int exit, String what, String why, String next) {
    public static ProblemJson of(Problem problem) {
        return new ProblemJson(
                problem.code(),
                problem.exit().number(),
                problem.what(),
                problem.why(),
                problem.next());
    }
}
