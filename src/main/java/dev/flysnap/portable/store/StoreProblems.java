package dev.flysnap.portable.store;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which a store does not do what it was asked. */
public final class StoreProblems {
    private static final String TAKEN = "copy-exists";

    public static Problem absent(String address) {
        return new Problem(
                "store-absent",
                ExitCode.FAILED,
                "There is no store at %s.".formatted(address),
                "The directory does not exist, or its disk is not mounted.",
                "Name the directory that the copies are in");
    }

    static Problem unusable(String address, String reason) {
        return new Problem(
                "store-unusable",
                ExitCode.FAILED,
                "The store %s cannot be used.".formatted(address),
                "The system says: %s".formatted(reason),
                "Look at the directory, its permissions and its disk");
    }

    /** Whether it is {@link #taken}. */
    public static boolean isTaken(Problem problem) {
        return problem.code().equals(TAKEN);
    }

    public static Problem taken(String address, ObjectName name) {
        return new Problem(
                TAKEN,
                ExitCode.USAGE,
                "%s exists already in %s.".formatted(name, address),
                "A copy never replaces anything.",
                "Name another file");
    }

    static Problem noObject(String address, ObjectName name) {
        return new Problem(
                "copy-absent",
                ExitCode.FAILED,
                "There is no %s in %s.".formatted(name, address),
                "It was deleted, or never finished.",
                "See what is there: flysnap copies list %s".formatted(address));
    }

    static Problem unknownScheme(String address) {
        return new Problem(
                "store-unknown",
                ExitCode.USAGE,
                "%s is no store that flysnap knows.".formatted(address),
                "Copies go to a directory or a file of this machine, or to S3.",
                "Name a directory, with a slash at its end, a file, or s3://BUCKET/FOLDER/");
    }

    private StoreProblems() {}
}
