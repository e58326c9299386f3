package dev.flysnap.setup;

import dev.flysnap.config.source.FlyAppConfig;
import dev.flysnap.config.source.FlyAppConfig.Mount;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.setup.shape.AppShape;
import dev.flysnap.setup.shape.DatabaseCandidate;
import dev.flysnap.setup.shape.LostDatabase;
import java.util.List;
import java.util.stream.Collectors;

/** Problems of {@code flysnap init}, before anything is written. */
final class SetupProblems {
    static Problem noApp(FlyAppConfig fly) {
        return new Problem(
                "init-app-unknown",
                ExitCode.USAGE,
                "No app is named.",
                fly.present()
                        ? "The %s in this folder has no app, and nobody can be asked here."
                                .formatted(fly.file())
                        : "There is no fly.toml in this folder, and nobody can be asked here.",
                "Name it: flysnap init my-shop");
    }

    static Problem noDatabase(FlyAppConfig fly, AppShape shape) {
        String why;
        if (!fly.present()) {
            why = "There is no fly.toml, fly.json or fly.yaml in this folder.";
        } else if (fly.mounts().isEmpty()) {
            why = "%s mounts no volume.".formatted(fly.file());
        } else {
            why =
                    "Neither %s nor the Dockerfile names a database below %s."
                            .formatted(fly.file(), mounts(fly));
        }
        return new Problem(
                "init-database-unknown",
                ExitCode.USAGE,
                "The path of the database in the machine is unknown.",
                shape.folders().isEmpty()
                        ? why
                        : "%s These are folders, and no databases: %s."
                                .formatted(why, String.join(", ", shape.folders())),
                "Name it: flysnap init --db " + example(fly));
    }

    static Problem lost(List<LostDatabase> lost, AppShape shape, FlyAppConfig fly) {
        String databases = lost.stream().map(LostDatabase::text).collect(Collectors.joining("; "));
        String others =
                shape.databases().stream()
                        .map(it -> " --db " + it.path())
                        .collect(Collectors.joining());
        return new Problem(
                "init-database-lost",
                ExitCode.USAGE,
                lost.size() == 1
                        ? "This database is on no volume, so the next deploy deletes it: %s."
                                .formatted(databases)
                        : "These databases are on no volume, so the next deploy deletes them: %s."
                                .formatted(databases),
                fly.mounts().isEmpty()
                        ? "%s mounts no volume: each deploy starts with the empty disk of the image, and no snapshot contains it."
                                .formatted(fly.file())
                        : "%s mounts volumes at %s only; no snapshot contains anything else."
                                .formatted(fly.file(), mounts(fly)),
                others.isEmpty()
                        ? "Let the setting name a path on a volume, such as %s, and copy the data there first; or name the right one: flysnap init --db PATH"
                                .formatted(example(fly))
                        : "Let the setting name a path on a volume; or, if that one may be lost, name those that matter: flysnap init%s"
                                .formatted(others));
    }

    /** The same beside others that were named. */
    static String isLost(LostDatabase database) {
        return "%s is on no volume: the next deploy deletes it".formatted(database.text());
    }

    static Problem liteFs(List<DatabaseCandidate> databases, FlyAppConfig fly) {
        return new Problem(
                "init-litefs",
                ExitCode.USAGE,
                databases.isEmpty()
                        ? "The app's databases are LiteFS's."
                        : "The app's databases are LiteFS's: %s."
                                .formatted(
                                        databases.stream()
                                                .map(it ->
                                                        "%s (%s)".formatted(it.path(), it.where()))
                                                .collect(Collectors.joining("; "))),
                "The app sees them through LiteFS's own file system; on the volume%s LiteFS keeps them in a form of its own, which flysnap cannot quiesce."
                        .formatted(fly.mounts().isEmpty() ? "" : " at " + mounts(fly)),
                "Take snapshots without a hook, of grade crash-consistent: flysnap create --quiesce off; \"litefs export -name NAME FILE\" in the machine makes a consistent file");
    }

    static Problem onlyLitestream(FlyAppConfig fly) {
        return new Problem(
                "init-no-volume",
                ExitCode.USAGE,
                "The app has no volume, so there is nothing to take a snapshot of.",
                "%s mounts none; Litestream's replica is the only copy of the data that a deploy leaves."
                        .formatted(fly.file()),
                "Mount a volume, and let the database lie on it; until then only \"litestream restore\" brings the data back");
    }

    static Problem whichDatabase(List<DatabaseCandidate> candidates) {
        return new Problem(
                "init-database-unclear",
                ExitCode.USAGE,
                candidates.size() == 1
                        ? "flysnap found one probable database, and does not guess."
                        : "flysnap found several databases, and nobody can be asked here.",
                candidates.stream()
                        .map(it -> it.path() + " (" + it.where() + ")")
                        .collect(Collectors.joining("; ")),
                candidates.size() == 1
                        ? "Use it: flysnap init --yes; or name another one: --db PATH"
                        : "Use them all: flysnap init --yes; or name those that matter: flysnap init"
                                + candidates.stream()
                                        .map(it -> " --db " + it.path())
                                        .collect(Collectors.joining()));
    }

    static Problem outsideTheVolume(DatabaseLocation database, FlyAppConfig fly) {
        return new Problem(
                "init-database-not-on-volume",
                ExitCode.USAGE,
                database.path() + " is not on a volume.",
                "%s mounts volumes at %s only; no snapshot contains anything else, and the next deploy deletes it."
                        .formatted(fly.file(), mounts(fly)),
                "Move the database there, or name the right one: --db " + example(fly));
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

    static Problem agentNeedsGlibc(String reason) {
        return new Problem(
                "init-image-has-no-glibc",
                ExitCode.USAGE,
                "The agent does not run there: %s.".formatted(reason),
                "Its java needs glibc, and Alpine has musl.",
                "Use no agent: flysnap init --hook exec, and \"apk add sqlite\" in the image; or use another base image: --hook agent");
    }

    static String whichVolumeText(DatabaseLocation database, List<Mount> mounts) {
        return "%s is on several volumes: %s. Which of them?"
                .formatted(
                        database.path(),
                        mounts.stream()
                                .map(it ->
                                        "%s (in %s)"
                                                .formatted(
                                                        it.source(),
                                                        String.join(", ", it.groups())))
                                .collect(Collectors.joining(", ")));
    }

    static Problem whichVolume(DatabaseLocation database, List<Mount> mounts) {
        return new Problem(
                "init-volume-unclear",
                ExitCode.USAGE,
                whichVolumeText(database, mounts),
                "A snapshot covers one volume, and the path alone does not tell which.",
                "Name it: flysnap init --volume " + mounts.getFirst().source());
    }

    private static String mounts(FlyAppConfig fly) {
        return fly.mounts().stream()
                .map(FlyAppConfig.Mount::destination)
                .collect(Collectors.joining(", "));
    }

    private static String example(FlyAppConfig fly) {
        String folder = fly.mounts().isEmpty() ? "/data" : fly.mounts().getFirst().destination();
        return folder.replaceFirst("/+$", "") + "/app.db";
    }

    private SetupProblems() {}
}
