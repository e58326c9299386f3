package dev.flysnap.setup;

import dev.flysnap.config.source.FlyTomlSetup;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Problems of {@code flysnap init}, before anything is written. */
final class SetupProblems {
    static Problem noApp(boolean hasFile) {
        return new Problem(
                "init-app-unknown",
                ExitCode.USAGE,
                "No app is named.",
                hasFile
                        ? "The fly.toml in this folder has no app, and nobody can be asked here."
                        : "There is no fly.toml in this folder, and nobody can be asked here.",
                "Name it: flysnap init my-shop");
    }

    static Problem noDatabase(FlyTomlSetup file) {
        return new Problem(
                "init-database-unknown",
                ExitCode.USAGE,
                "The path of the database in the machine is unknown.",
                file.mounts().isEmpty()
                        ? "fly.toml mounts no volume."
                        : "Neither fly.toml nor the Dockerfile names a database below %s."
                                .formatted(mounts(file)),
                "Name it: flysnap init --db " + example(file));
    }

    static Problem whichDatabase(List<DatabaseCandidate> candidates) {
        return new Problem(
                "init-database-unclear",
                ExitCode.USAGE,
                candidates.size() == 1
                        ? "flysnap found one probable database, and does not guess."
                        : "flysnap found several databases, and does not choose.",
                candidates.stream()
                        .map(it -> it.path() + " (" + it.where() + ")")
                        .collect(Collectors.joining("; ")),
                candidates.size() == 1
                        ? "Use it: flysnap init --yes; or name another one: --db PATH"
                        : "Name those that matter: flysnap init"
                                + candidates.stream()
                                        .map(it -> " --db " + it.path())
                                        .collect(Collectors.joining()));
    }

    static Problem outsideTheVolume(DatabaseLocation database, FlyTomlSetup file) {
        return new Problem(
                "init-database-not-on-volume",
                ExitCode.USAGE,
                database.path() + " is not on a volume.",
                "fly.toml mounts volumes at %s only; no snapshot contains anything else, and the next deploy deletes it."
                        .formatted(mounts(file)),
                "Move the database there, or name the right one: --db " + example(file));
    }

    static Problem severalVolumes(List<DatabaseLocation> databases) {
        return new Problem(
                "init-several-volumes",
                ExitCode.USAGE,
                "The databases are on several volumes.",
                "A snapshot covers one volume: %s."
                        .formatted(
                                databases.stream()
                                        .map(DatabaseLocation::path)
                                        .collect(Collectors.joining(", "))),
                "Set up one of them here: flysnap init --db PATH");
    }

    static Problem patternForExec(DatabaseLocation database) {
        return new Problem(
                "init-database-is-a-pattern",
                ExitCode.USAGE,
                "--hook exec does not support " + database.path() + ": it is more than one file.",
                "Without an agent, nothing in the machine can list its files.",
                "Name each file with --db, or use the agent: --hook agent");
    }

    static Problem agentNeedsGlibc(String base) {
        return new Problem(
                "init-image-has-no-glibc",
                ExitCode.USAGE,
                "The agent does not run in an image based on " + base + ".",
                "Its java needs glibc, and Alpine has musl.",
                "Use no agent: flysnap init --hook exec, and \"apk add sqlite\" in the image; or use another base image: --hook agent");
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
