package dev.flysnap.setup;

import dev.flysnap.config.source.FlyTomlSetup;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** The ways in which setting flysnap up stops before anything is written. */
final class SetupProblems {
    static Problem noApp(boolean hasFile) {
        return new Problem(
                "init-app-unknown",
                ExitCode.USAGE,
                "flysnap was not told which app is to be set up.",
                hasFile
                        ? "The fly.toml in this folder has no app, and nobody can be asked here."
                        : "There is no fly.toml in this folder, and nobody can be asked here.",
                "Name it: flysnap init my-shop");
    }

    static Problem noDatabase(FlyTomlSetup file) {
        return new Problem(
                "init-database-unknown",
                ExitCode.USAGE,
                "flysnap does not know where the database lies in the machine.",
                file.mounts().isEmpty()
                        ? "fly.toml mounts no volume that says where."
                        : "Neither fly.toml nor the Dockerfile speaks of a database below "
                                + mounts(file)
                                + ".",
                "Say it: flysnap init --db " + example(file));
    }

    static Problem whichDatabase(List<DatabaseCandidate> candidates) {
        return new Problem(
                "init-database-unclear",
                ExitCode.USAGE,
                candidates.size() == 1
                        ? "flysnap found what is probably the database, and takes nothing on a guess."
                        : "flysnap found several databases, and does not choose.",
                candidates.stream()
                        .map(it -> it.path() + " (" + it.where() + ")")
                        .collect(Collectors.joining("; ")),
                candidates.size() == 1
                        ? "Take it: flysnap init --yes; or name another one: --db PATH"
                        : "Name those that matter: flysnap init"
                                + candidates.stream()
                                        .map(it -> " --db " + it.path())
                                        .collect(Collectors.joining()));
    }

    static Problem outsideTheVolume(DatabaseLocation database, FlyTomlSetup file) {
        return new Problem(
                "init-database-not-on-volume",
                ExitCode.USAGE,
                database.path() + " does not lie on a volume.",
                "fly.toml mounts volumes at "
                        + mounts(file)
                        + " only; nothing else is in a snapshot, and it is gone with the next deploy.",
                "Move the database there, or name the right one: --db " + example(file));
    }

    static Problem severalVolumes(List<DatabaseLocation> databases) {
        return new Problem(
                "init-several-volumes",
                ExitCode.USAGE,
                "The databases lie on several volumes.",
                "A snapshot covers one volume: "
                        + databases.stream()
                                .map(DatabaseLocation::path)
                                .collect(Collectors.joining(", "))
                        + ".",
                "Set up one of them here: flysnap init --db PATH");
    }

    static Problem patternForExec(DatabaseLocation database) {
        return new Problem(
                "init-database-is-a-pattern",
                ExitCode.USAGE,
                "--hook exec cannot take " + database.path() + ": it is more than one file.",
                "Without an agent nobody in the machine looks which files there are.",
                "Name each file with --db, or take the agent: --hook agent");
    }

    static Problem agentNeedsGlibc(String base) {
        return new Problem(
                "init-image-has-no-glibc",
                ExitCode.USAGE,
                "The agent does not run in an image that comes from " + base + ".",
                "Its java needs glibc, and Alpine has musl.",
                "Do without it: flysnap init --hook exec, and \"apk add sqlite\" in the image; or come from another base: --hook agent");
    }

    private static String mounts(FlyTomlSetup file) {
        return file.mounts().stream()
                .map(FlyTomlSetup.MountedVolume::destination)
                .collect(Collectors.joining(", "));
    }

    private static String example(FlyTomlSetup file) {
        String folder = file.mounts().isEmpty() ? "/data" : file.mounts().getFirst().destination();
        return folder.replaceFirst("/+$", "") + "/app.db";
    }

    private SetupProblems() {}
}
