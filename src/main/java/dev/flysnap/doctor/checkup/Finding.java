package dev.flysnap.doctor.checkup;

import dev.flysnap.problem.Problem;

/**
 * What one check found.
 *
 * @param check its name: {@code token}, {@code volume}, …
 * @param seen a sentence
 * @param next a command, or empty if nothing has to be done
 */
public record Finding(String check, Outcome outcome, String seen, String next) {

    /** How the check ended. */
    public enum Outcome {
        FINE,
        /** Nothing is wrong, but something has not been done yet. */
        TO_DO,
        WRONG,
        /** The check could not be made. */
        LEFT_OUT
    }

    static Finding fine(String check, String seen) {
        return new Finding(check, Outcome.FINE, seen, "");
    }

    public static Finding toDo(String check, String seen, String next) {
        return new Finding(check, Outcome.TO_DO, seen, next);
    }

    public static Finding wrong(String check, String seen, String next) {
        return new Finding(check, Outcome.WRONG, seen, next);
    }

    static Finding skipped(String check, String why, String next) {
        return new Finding(check, Outcome.LEFT_OUT, why, next);
    }

    public static Finding of(String check, Outcome outcome, Problem problem) {
        return new Finding(check, outcome, problem.what() + " " + problem.why(), problem.next());
    }
}
