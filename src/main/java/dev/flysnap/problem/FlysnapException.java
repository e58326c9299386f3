package dev.flysnap.problem;

import org.jspecify.annotations.Nullable;

/** Carries a {@link Problem} up to the command line, the only place that prints it. */
public class FlysnapException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public FlysnapException(Problem problem, @Nullable Throwable cause) {
        super(problem.code() + ": " + problem.what() + " " + problem.why(), cause);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
