package dev.flysnap.snapshot.catalog;

import dev.flysnap.journal.SnapshotCheck;
import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.volumes.VolumeProblems;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The ways in which listing and finding snapshots fails. */
final class CatalogProblems {
    private static final int MAX_NAMED = 3;

    static Problem notFound(AppName app, SnapshotId snapshot) {
        return new Problem(
                "snapshot-not-found",
                ExitCode.FAILED,
                "No volume of %s has the snapshot %s.".formatted(app, snapshot),
                "All its volumes were searched, including deleted ones that Fly or the journal still know.",
                "See which snapshots there are: flysnap list " + app);
    }

    static Problem listIncomplete(AppName app, List<SnapshotList.Unreadable> unreadable) {
        Problem cause = unreadable.getFirst().why().problem();
        return new Problem(
                "list-incomplete",
                ExitCode.PARTLY_DONE,
                "The snapshots of %s could not be listed; those of other volumes of %s are shown."
                        .formatted(
                                unreadable.stream()
                                        .map(it -> it.id().value())
                                        .collect(Collectors.joining(", ")),
                                app),
                cause.what() + " " + cause.why(),
                "Try again in a while: flysnap list " + app);
    }

    static Problem noneFinished(AppName app, String where) {
        return new Problem(
                "no-finished-snapshot",
                ExitCode.FAILED,
                "There is no finished snapshot of %s %s.".formatted(app, where),
                "A snapshot counts only when Fly says \"created\"; an empty volume is never made instead.",
                "See which snapshots there are: flysnap list %s, or name the volume: --volume vol_…"
                        .formatted(app));
    }

    /**
     * @param bad newest first, not empty
     */
    static Problem allKnownToBeBad(AppName app, List<SnapshotRow> bad) {
        return new Problem(
                "all-snapshots-known-bad",
                ExitCode.CHECK_NOT_MET,
                "All snapshots of %s that could be meant are known to be bad: %s."
                        .formatted(app, names(bad)),
                bad.getFirst().check().map(SnapshotCheck::text).orElse(""),
                "See which others there are: flysnap list %s --all; --even-if-bad takes one all the same"
                        .formatted(app));
    }

    /** The first of them by their ids. */
    static String names(List<SnapshotRow> rows) {
        String first =
                rows.stream()
                        .limit(MAX_NAMED)
                        .flatMap(it -> it.snapshot().id().stream())
                        .map(SnapshotId::value)
                        .collect(Collectors.joining(", "));
        return rows.size() > MAX_NAMED
                ? "%s and %d more".formatted(first, rows.size() - MAX_NAMED)
                : first;
    }

    static Problem notFinished(SnapshotId snapshot, SnapshotStatus status) {
        return new Problem(
                "snapshot-not-finished",
                ExitCode.FAILED,
                "The snapshot %s is \"%s\", not \"created\".".formatted(snapshot, status),
                "Only a finished snapshot can be restored.",
                "Wait until flysnap list says created, or choose another");
    }

    /**
     * @param rows those that could be meant
     */
    static Problem ambiguousLineage(AppName app, List<SnapshotRow> rows) {
        Set<String> volumes = new LinkedHashSet<>();
        rows.forEach(row ->
                volumes.add(
                        row.volume()
                                .map(it -> VolumeProblems.describe(List.of(it)))
                                .orElseGet(() -> row.volumeId() + " (gone)")));
        return new Problem(
                "which-lineage",
                ExitCode.USAGE,
                "The snapshot could be of several volumes of %s: %s."
                        .formatted(app, String.join(", ", volumes)),
                "They are different data, and nothing says which one is meant.",
                "Name it with --volume %s, or name the snapshot"
                        .formatted(rows.getFirst().volumeId()));
    }

    private CatalogProblems() {}
}
