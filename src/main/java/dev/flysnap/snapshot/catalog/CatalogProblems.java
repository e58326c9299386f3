package dev.flysnap.snapshot.catalog;

import dev.flysnap.model.AppName;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.snapshot.volumes.VolumeProblems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The ways in which listing and finding snapshots fails. */
final class CatalogProblems {
    static Problem notFound(AppName app, SnapshotId snapshot) {
        return new Problem(
                "snapshot-not-found",
                ExitCode.FAILED,
                "No volume of " + app + " has the snapshot " + snapshot + ".",
                "All its volumes were asked, deleted ones that Fly or the journal still know too.",
                "Look at what is there: flysnap list " + app);
    }

    /** What was shown is not all. */
    static Problem listIncomplete(AppName app, List<SnapshotList.Unreadable> unreadable) {
        return new Problem(
                "list-incomplete",
                ExitCode.PARTLY_DONE,
                "The snapshots of %s could not be listed; those of other volumes of %s are shown."
                        .formatted(
                                unreadable.stream()
                                        .map(it -> it.id().value())
                                        .collect(Collectors.joining(", ")),
                                app),
                unreadable.getFirst().why().problem().what()
                        + " "
                        + unreadable.getFirst().why().problem().why(),
                "Try again in a while: flysnap list " + app);
    }

    static Problem noneFinished(AppName app, String where) {
        return new Problem(
                "no-finished-snapshot",
                ExitCode.FAILED,
                "There is no finished snapshot of " + app + " " + where + ".",
                "A snapshot counts only when Fly says \"created\"; an empty volume is never made instead.",
                "Look at what is there: flysnap list "
                        + app
                        + ", or name the volume: --volume vol_…");
    }

    static Problem notFinished(SnapshotId snapshot, SnapshotStatus status) {
        return new Problem(
                "snapshot-not-finished",
                ExitCode.FAILED,
                "The snapshot " + snapshot + " is \"" + status + "\", not \"created\".",
                "Only a finished snapshot can be restored.",
                "Wait until flysnap list says created, or choose another");
    }

    /**
     * @param rows those that could be meant
     */
    static Problem ambiguousLineage(AppName app, List<SnapshotRow> rows) {
        Map<VolumeId, String> volumes = new LinkedHashMap<>();
        rows.forEach(row ->
                volumes.putIfAbsent(
                        row.volumeId(),
                        row.volume()
                                .map(it -> VolumeProblems.describe(List.of(it)))
                                .orElseGet(() -> row.volumeId() + " (gone)")));
        return new Problem(
                "which-lineage",
                ExitCode.FAILED,
                "The snapshot could be of several volumes of "
                        + app
                        + ": "
                        + String.join(", ", volumes.values())
                        + ".",
                "They are different data, and nothing says which one is meant.",
                "Name it with --volume " + rows.getFirst().volumeId() + ", or name the snapshot");
    }

    private CatalogProblems() {}
}
