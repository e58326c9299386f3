package dev.flysnap.restore.place;

import dev.flysnap.fly.resource.CreateVolume;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.model.PlacedCopy;
import dev.flysnap.restore.place.CopyPlacer.KnownDatabase;
import dev.flysnap.restore.request.CopyRequest;
import dev.flysnap.restore.request.CopySource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The reasons for which a copy cannot be brought to an app. */
final class PlacementProblems {
    private static final long MB = 1_000_000;

    static Problem pathUnknown(
            AppName app, CopySource copy, String mountPath, List<KnownDatabase> databases) {
        boolean isNamed =
                databases.stream().map(KnownDatabase::name).anyMatch(copy.database()::equals);
        return usage(
                "copy-path-unknown",
                "Where %s has the database \"%s\" of %s is not known."
                        .formatted(app, copy.database(), copy.address()),
                databases.isEmpty()
                        ? "No receipt of the app names its databases, and the copy was not taken from a file below %s."
                                .formatted(mountPath)
                        : "The newest receipt of the app names: %s; the volume is mounted at %s."
                                .formatted(
                                        databases.stream()
                                                .map(it ->
                                                        "%s (%s)".formatted(it.name(), it.path()))
                                                .collect(Collectors.joining(", ")),
                                        mountPath),
                "Say where: --path %s/FILE%s"
                        .formatted(mountPath, isNamed ? "" : "; or which it is: --db NAME"));
    }

    static Problem notOnVolume(CopySource copy, String path, String mountPath) {
        return usage(
                "copy-path-elsewhere",
                "%s cannot go to %s.".formatted(copy.address(), path),
                "The volume is mounted at %s, and only what lies below is kept."
                        .formatted(mountPath),
                "Name a file there: --path %s/FILE".formatted(mountPath));
    }

    static Problem samePath(List<PlacedCopy> copies) {
        return usage(
                "copies-of-one-database",
                "Several of the copies are of the same database: %s."
                        .formatted(
                                String.join(
                                        ", ",
                                        copies.stream()
                                                .map(it ->
                                                        "%s of %s"
                                                                .formatted(
                                                                        it.copy().address(),
                                                                        it.path()))
                                                .toList())),
                "Only one can take its place.",
                "Name one copy of each database");
    }

    static Problem incomplete(AppName app, List<String> missing) {
        return usage(
                "copies-incomplete",
                "Not all databases of %s would come back: %s."
                        .formatted(app, String.join(", ", missing)),
                "The new volume has nothing but what is brought, and several databases of one app belong together.",
                "Name a copy of each of them too; or if the app can do without, the same with --force");
    }

    static Problem anotherDatabase(
            AppName app,
            CopySource copy,
            String path,
            Optional<Long> applicationId,
            Optional<Long> userVersion) {
        return new Problem(
                "copy-of-another-database",
                ExitCode.CHECK_NOT_MET,
                "%s seems to be another database than %s of %s."
                        .formatted(copy.address(), path, app),
                "Its application_id is %d and its user_version %d; the app's are %s and %s."
                        .formatted(
                                copy.facts().applicationId(),
                                copy.facts().userVersion(),
                                applicationId.map(String::valueOf).orElse("not known"),
                                userVersion.map(String::valueOf).orElse("not known")),
                "If the app can work with it, as with the state before a migration, the same with --force");
    }

    static Problem tooSmall(int askedGb, int neededGb, CopyRequest copies) {
        return usage(
                "volume-too-small",
                "A volume of %d GB is too small for %d MB of data."
                        .formatted(askedGb, copies.bytes() / MB),
                "The file system needs about a tenth of it, and the app room for its first writes.",
                "Ask for more: --size-gb %d".formatted(neededGb));
    }

    static Problem tooLarge(int neededGb, CopyRequest copies) {
        return usage(
                "volume-too-large",
                "A volume of %d GB for %s cannot be created."
                        .formatted(neededGb, copies.description()),
                "Fly's largest has %d GB.".formatted(CreateVolume.MAX_GB),
                "Ask for less: --size-gb");
    }

    static Problem regionUnknown() {
        return usage(
                "region-needed",
                "The region of the new volume is not known.",
                "The app has no volume, and this journal does not know where it had one.",
                "Name it: --to-region REGION");
    }

    private static Problem usage(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.USAGE, what, why, next);
    }

    private PlacementProblems() {}
}
