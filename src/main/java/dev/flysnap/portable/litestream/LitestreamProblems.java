package dev.flysnap.portable.litestream;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.List;

/** The ways in which reading a replica fails. */
final class LitestreamProblems {
    static Problem absent(ReplicaAddress address) {
        return new Problem(
                "litestream-absent",
                ExitCode.FAILED,
                "%s could not be read.".formatted(address),
                "There is no program litestream on the PATH, and nothing else knows its formats.",
                "Install it as the machine of the app has it: https://litestream.io/install");
    }

    static Problem failed(ReplicaAddress address, int exit, String said) {
        return new Problem(
                "litestream-failed",
                ExitCode.FAILED,
                "%s could not be read.".formatted(address),
                "litestream ended with exit code %d and says: %s".formatted(exit, said),
                "Set what its config file needs, such as LITESTREAM_ACCESS_KEY_ID, and check it: litestream ltx %s"
                        .formatted(address.database().orElse("DATABASE")));
    }

    static Problem notUnderstood(ReplicaAddress address, String said) {
        return new Problem(
                "litestream-not-understood",
                ExitCode.FAILED,
                "%s could not be read.".formatted(address),
                "litestream answered something else than versions from 0.5.17 on do: %s"
                        .formatted(said),
                "Install a newer litestream: https://litestream.io/install");
    }

    static Problem noDatabase(ReplicaAddress address) {
        return new Problem(
                "litestream-no-database",
                ExitCode.FAILED,
                "%s has no database.".formatted(address),
                "litestream finds none in that file.",
                "Name another file, or the replica itself: litestream:s3://bucket/app");
    }

    static Problem severalDatabases(ReplicaAddress address, List<String> databases) {
        return new Problem(
                "litestream-several-databases",
                ExitCode.USAGE,
                "%s has several databases.".formatted(address),
                "They are %s.".formatted(String.join(", ", databases)),
                "Name one: %s".formatted(address.withDatabase(databases.getFirst())));
    }

    static Problem tooSlow(ReplicaAddress address, long seconds) {
        return new Problem(
                "litestream-too-slow",
                ExitCode.FAILED,
                "%s could not be read.".formatted(address),
                "litestream had not ended after %d s.".formatted(seconds),
                "Check the replica: litestream ltx %s"
                        .formatted(address.database().orElse("DATABASE")));
    }

    static Problem noFolder(Path directory, String reason) {
        return new Problem(
                "litestream-no-folder",
                ExitCode.FAILED,
                "The replica cannot be restored in %s.".formatted(directory),
                "The system says: %s".formatted(reason),
                "Name a file in a directory with room");
    }

    private LitestreamProblems() {}
}
