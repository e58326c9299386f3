package dev.flysnap.cli;

import dev.flysnap.problem.Problem;

/** A problem in a JSON answer. */
record ProblemJson(String code, int exit, String what, String why, String next) {
    static ProblemJson of(Problem problem) {
        return new ProblemJson(
                problem.code(),
                problem.exit().number(),
                problem.what(),
                problem.why(),
                problem.next());
    }
}
