package dev.flysnap.snapshot;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.saga.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Watches a volume's list of snapshots until it says what is waited for. */
final class SnapshotWatch {
    /**
     * Fly lists an accepted snapshot within seconds; after this long without a new row there will
     * be none.
     */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(60);

    private final Workbench bench;
    private final AppName app;
    private final VolumeId volume;
    private final Duration limit;
    private final Polling polling;

    SnapshotWatch(Workbench bench, AppName app, VolumeId volume, Duration limit) {
        this.bench = bench;
        this.app = app;
        this.volume = volume;
        this.limit = limit;
        this.polling = new Polling(bench);
    }

    /** The list once it has no unfinished row: only such a one tells afterwards what is new. */
    List<Snapshot> settled() {
        return polling.until(
                        limit,
                        () -> Optional.of(rows()).filter(rows -> !NewSnapshots.isUnsettled(rows)))
                .orElseThrow(() ->
                        SnapshotProblems.tooSlow(volume, "another unfinished snapshot", limit)
                                .exception());
    }

    /** The new snapshot; a problem when there is none, or several could be it. */
    CreateEffect.Found found(Set<SnapshotId> before, Optional<SnapshotId> hint) {
        return switch (awaitNew(before, hint)) {
            case NewSnapshots.Verdict.One(SnapshotId id, String proof) ->
                    new CreateEffect.Found(id, proof);
            case NewSnapshots.Verdict.Several(List<SnapshotId> ids) ->
                    throw SnapshotProblems.several(volume, ids).exception();
            case NewSnapshots.Verdict.NotYet(boolean pending) ->
                    throw (pending
                                    ? SnapshotProblems.tooSlow(
                                            volume, "the id of a snapshot", limit)
                                    : SnapshotProblems.coalesced(volume, newest(before)))
                            .exception();
        };
    }

    /** Whether a request whose answer nobody has was granted. */
    Probe<CreateEffect> probe(Set<SnapshotId> before, Optional<Instant> sentAt) {
        return switch (awaitNew(before, Optional.empty())) {
            case NewSnapshots.Verdict.One(SnapshotId id, String _) ->
                    new Probe.Present<>(
                            new CreateEffect.Requested(before, Optional.of(id), sentAt));
            case NewSnapshots.Verdict.Several(List<SnapshotId> ids) ->
                    new Probe.Unclear<>(
                            "Several new snapshots of " + volume + " are there: " + ids + ".");
            case NewSnapshots.Verdict.NotYet(boolean pending) ->
                    pending
                            ? new Probe.Unclear<>(
                                    "A snapshot of " + volume + " is unfinished and has no id.")
                            : new Probe.Absent<>();
        };
    }

    void awaitRunning(SnapshotId snapshot) {
        Snapshot _ =
                polling.until(
                                limit,
                                () ->
                                        Optional.of(row(rows(), snapshot))
                                                .filter(it ->
                                                        it.status().isFinished()
                                                                || it.status()
                                                                        .equals(
                                                                                SnapshotStatus
                                                                                        .RUNNING)))
                        .orElseThrow(() ->
                                SnapshotProblems.tooSlow(volume, "snapshot " + snapshot, limit)
                                        .exception());
    }

    Snapshot awaitCreated(SnapshotId snapshot, Set<SnapshotId> before, Optional<SnapshotId> hint) {
        return polling.until(limit, () -> created(snapshot, before, hint))
                .orElseThrow(() ->
                        SnapshotProblems.tooSlow(volume, "snapshot " + snapshot, limit)
                                .exception());
    }

    private Optional<Snapshot> created(
            SnapshotId snapshot, Set<SnapshotId> before, Optional<SnapshotId> hint) {
        List<Snapshot> rows = rows();
        Snapshot row = row(rows, snapshot);
        if (!row.status().isFinished()) {
            return Optional.empty();
        }
        // Being new told it from the others; so others that are new as well take that proof away.
        if (NewSnapshots.among(rows, before, hint)
                instanceof NewSnapshots.Verdict.Several(var ids)) {
            throw SnapshotProblems.several(volume, ids).exception();
        }
        return Optional.of(row);
    }

    private static Snapshot row(List<Snapshot> rows, SnapshotId snapshot) {
        Snapshot row =
                rows.stream()
                        .filter(it -> it.id().equals(Optional.of(snapshot)))
                        .findFirst()
                        .orElseThrow(() -> SnapshotProblems.vanished(snapshot).exception());
        if (row.status().isFailed()) {
            throw SnapshotProblems.failedStatus(snapshot, row.status()).exception();
        }
        return row;
    }

    /** As long as a row without an id is there it is not over: then the run's own limit counts. */
    private NewSnapshots.Verdict awaitNew(Set<SnapshotId> before, Optional<SnapshotId> hint) {
        NewSnapshots.Verdict nothing = new NewSnapshots.Verdict.NotYet(false);
        NewSnapshots.Verdict shown =
                polling.until(
                                APPEARS_WITHIN,
                                () -> news(before, hint).filter(it -> !it.equals(nothing)))
                        .orElse(nothing);
        if (shown.equals(nothing) || !(shown instanceof NewSnapshots.Verdict.NotYet)) {
            return shown;
        }
        return polling.until(
                        limit,
                        () ->
                                news(before, hint)
                                        .filter(it -> !(it instanceof NewSnapshots.Verdict.NotYet)))
                .orElse(shown);
    }

    private Optional<NewSnapshots.Verdict> news(Set<SnapshotId> before, Optional<SnapshotId> hint) {
        return Optional.of(NewSnapshots.among(rows(), before, hint));
    }

    private static Optional<SnapshotId> newest(Set<SnapshotId> before) {
        return before.stream().reduce((first, second) -> second);
    }

    private List<Snapshot> rows() {
        return bench.fly().snapshots().list(app, volume);
    }
}
