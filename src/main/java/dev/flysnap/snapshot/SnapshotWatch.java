package dev.flysnap.snapshot;

import dev.flysnap.model.AppName;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.saga.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
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

    /** What was seen last, and not yet used twice. */
    private Optional<Seen> seen = Optional.empty();

    private record Seen(List<Snapshot> rows, Instant at) {}

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

    /**
     * The new snapshot; a problem when there is none, or several could be it.
     *
     * @param acceptNewerThan where Fly makes none, the age at the request up to which an earlier
     *     one will do
     */
    CreateEffect found(CreateEffect.Requested request, Optional<Duration> acceptNewerThan) {
        return switch (awaitNew(request)) {
            case NewSnapshots.Verdict.One(SnapshotId id, String proof) ->
                    new CreateEffect.Found(id, proof);
            case NewSnapshots.Verdict.Several(List<SnapshotId> ids) ->
                    throw SnapshotProblems.several(volume, ids).exception();
            case NewSnapshots.Verdict.NotYet(boolean pending) -> {
                if (pending) {
                    throw SnapshotProblems.tooSlow(volume, "the id of a snapshot", limit)
                            .exception();
                }
                yield instead(request, acceptNewerThan);
            }
        };
    }

    /** Looks once, without waiting. */
    CreateEffect glance(CreateEffect.Requested request) {
        return NewSnapshots.among(rows(), request)
                        instanceof NewSnapshots.Verdict.One(SnapshotId id, String proof)
                ? new CreateEffect.Found(id, proof)
                : new CreateEffect.NotListedYet();
    }

    private CreateEffect instead(
            CreateEffect.Requested request, Optional<Duration> acceptNewerThan) {
        List<Snapshot> rows = rows();
        rows.stream()
                .filter(row -> row.id().isEmpty() && row.status().isFailed())
                .findFirst()
                .ifPresent(row -> {
                    throw SnapshotProblems.failedWithoutId(volume, row.status()).exception();
                });
        Optional<Snapshot> newest =
                rows.stream()
                        .filter(row -> row.status().isFinished() && row.id().isPresent())
                        .filter(row -> row.createdAt().isPresent())
                        .max(Comparator.comparing(row -> row.createdAt().orElseThrow()));
        Instant asked = request.sentAt().orElseGet(bench.clock()::instant);
        Optional<CreateEffect> accepted =
                newest.filter(row -> acceptNewerThan.isPresent())
                        .filter(row ->
                                row.createdAt()
                                        .orElseThrow()
                                        .isAfter(asked.minus(acceptNewerThan.orElseThrow())))
                        .map(row ->
                                new CreateEffect.Coalesced(
                                        row.id().orElseThrow(), row.createdAt().orElseThrow()));
        return accepted.orElseThrow(() ->
                NewSnapshots.earlier(rows, request)
                        .map(row -> SnapshotProblems.predates(volume, row, asked))
                        .orElseGet(
                                () -> SnapshotProblems.coalesced(volume, newest, acceptNewerThan))
                        .exception());
    }

    /**
     * Whether a request whose answer nobody has was granted.
     *
     * @param othersTake whether others, Fly's schedule among them, may take snapshots by themselves
     */
    Probe<CreateEffect> probe(
            Set<SnapshotId> before, Optional<Instant> sentAt, boolean othersTake) {
        CreateEffect.Requested request =
                new CreateEffect.Requested(before, Optional.empty(), sentAt);
        return switch (awaitNew(request)) {
            case NewSnapshots.Verdict.One(SnapshotId id, String _) ->
                    othersTake
                            ? new Probe.Unclear<>(
                                    ("One new snapshot of %s is there, %s; but Fly takes daily ones of this"
                                                    + " volume, so it may be one of those.")
                                            .formatted(volume, id))
                            : new Probe.Present<>(
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
        // What comes between, such as a release, makes a look at the end a new one.
        seen = Optional.empty();
    }

    Snapshot awaitCreated(SnapshotId snapshot, CreateEffect.Requested request) {
        Snapshot created =
                polling.until(limit, () -> created(snapshot, request))
                        .orElseThrow(() ->
                                SnapshotProblems.tooSlow(volume, "snapshot " + snapshot, limit)
                                        .exception());
        bench.turns().created();
        return created;
    }

    private Optional<Snapshot> created(SnapshotId snapshot, CreateEffect.Requested request) {
        List<Snapshot> rows = justSeen(snapshot).orElseGet(this::rows);
        Snapshot row = row(rows, snapshot);
        if (!row.status().isFinished()) {
            return Optional.empty();
        }
        if (!request.before().contains(snapshot) && NewSnapshots.isEarlier(row, request)) {
            throw SnapshotProblems.predates(volume, row, request.sentAt().orElseThrow())
                    .exception();
        }
        // Being new told it from the others; so others that are new as well take that proof away.
        if (NewSnapshots.among(rows, request) instanceof NewSnapshots.Verdict.Several(var ids)) {
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
    private NewSnapshots.Verdict awaitNew(CreateEffect.Requested request) {
        NewSnapshots.Verdict nothing = new NewSnapshots.Verdict.NotYet(false);
        NewSnapshots.Verdict shown =
                polling.until(APPEARS_WITHIN, () -> news(request).filter(it -> !it.equals(nothing)))
                        .orElse(nothing);
        if (shown.equals(nothing) || !(shown instanceof NewSnapshots.Verdict.NotYet)) {
            return shown;
        }
        return polling.until(
                        limit,
                        () ->
                                news(request)
                                        .filter(it -> !(it instanceof NewSnapshots.Verdict.NotYet)))
                .orElse(shown);
    }

    private Optional<NewSnapshots.Verdict> news(CreateEffect.Requested request) {
        return Optional.of(NewSnapshots.among(rows(), request));
    }

    private List<Snapshot> rows() {
        bench.turns().toLook();
        List<Snapshot> rows = bench.fly().snapshots().list(app, volume);
        seen = Optional.of(new Seen(rows, bench.clock().instant()));
        return rows;
    }

    /** A snapshot that was finished a moment ago still is: Fly allows no second look so soon. */
    private Optional<List<Snapshot>> justSeen(SnapshotId snapshot) {
        Instant now = bench.clock().instant();
        Optional<List<Snapshot>> rows =
                seen.filter(it -> it.at().plus(Polling.PAUSE).isAfter(now)).map(Seen::rows);
        seen = Optional.empty();
        return rows.filter(it ->
                it.stream()
                        .anyMatch(row ->
                                row.id().equals(Optional.of(snapshot))
                                        && row.status().isFinished()));
    }
}
