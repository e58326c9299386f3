package dev.flysnap.snapshot;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Watches a volume's list of snapshots until it says what is waited for. */
final class SnapshotWatch {
    /**
     * Fly lists an accepted snapshot within seconds; after this long without a new row there will
     * be none.
     */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(60);

    /** Fly may be content with a snapshot that is no older. How old it may be is not documented. */
    private static final Duration COALESCES_WITHIN = Duration.ofMinutes(10);

    private final Workbench bench;
    private final RunId run;
    private final AppName app;
    private final VolumeId volume;
    private final Duration limit;
    private final boolean othersTake;
    private final Polling polling;

    /** What was seen last, and not yet used twice. */
    private Optional<Seen> seen = Optional.empty();

    /** When all waiting is over; runs from the first look. */
    private Optional<Instant> deadline = Optional.empty();

    /** Whether this process has sent the request, and so has watched since then. */
    private boolean hasAsked;

    private record Seen(List<Snapshot> rows, Instant at) {}

    SnapshotWatch(Workbench bench, CreatePlan plan) {
        this.bench = bench;
        this.run = plan.run();
        this.app = plan.app();
        this.volume = plan.volume().id();
        this.limit = plan.timeout();
        this.othersTake = plan.othersTakeSnapshots();
        this.polling = new Polling(bench);
    }

    /** From now on whatever appears has been watched for. */
    void asked() {
        hasAsked = true;
    }

    /**
     * The list once it has no unfinished row: only such a one tells afterwards what is new. Who
     * waits for another's snapshot leaves the turn to others meanwhile.
     */
    List<Snapshot> settled() {
        while (true) {
            bench.turns().toAsk();
            List<Snapshot> rows = rows();
            if (!NewSnapshots.isUnsettled(rows)) {
                return rows;
            }
            bench.turns().stepAside();
            awaitSettled();
        }
    }

    private void awaitSettled() {
        Optional<List<Snapshot>> settled =
                polling.until(
                        left(),
                        () -> Optional.of(rows()).filter(rows -> !NewSnapshots.isUnsettled(rows)));
        if (settled.isEmpty()) {
            throw SnapshotProblems.tooSlow(volume, "another unfinished snapshot", limit)
                    .exception();
        }
    }

    /** What is left of the time that the create may take. */
    private Duration left() {
        Instant now = bench.clock().instant();
        Instant end = deadline.orElseGet(() -> now.plus(limit));
        deadline = Optional.of(end);
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
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
                    found(request, id, proof, acceptNewerThan.isPresent());
            case NewSnapshots.Verdict.Several(List<SnapshotId> ids) ->
                    throw IdentityProblems.several(run, volume, ids).exception();
            case NewSnapshots.Verdict.NotYet(boolean pending) -> {
                if (pending) {
                    throw SnapshotProblems.tooSlow(volume, "the id of a snapshot", limit)
                            .exception();
                }
                yield instead(request, acceptNewerThan);
            }
        };
    }

    private CreateEffect found(
            CreateEffect.Requested request, SnapshotId id, String proof, boolean contentWithAny) {
        Optional<Problem> doubt = contentWithAny ? Optional.empty() : doubt(request, id, proof);
        if (doubt.isPresent()) {
            throw doubt.get().exception();
        }
        return new CreateEffect.Found(id, proof);
    }

    /**
     * Being the only new one proves nothing where another may have come in place of ours: Fly takes
     * snapshots of the volume by itself, and it may have taken ours for superfluous, or nobody has
     * watched since the request.
     */
    private Optional<Problem> doubt(CreateEffect.Requested request, SnapshotId id, String proof) {
        if (proof.equals(NewSnapshots.NAMED) || !othersTake) {
            return Optional.empty();
        }
        return hasAsked
                ? recentBefore(request)
                        .map(it -> IdentityProblems.perhapsDaily(run, volume, id, it))
                : Optional.of(IdentityProblems.notWatched(run, volume, id));
    }

    /** One that Fly may have taken for good enough. */
    private Optional<Snapshot> recentBefore(CreateEffect.Requested request) {
        Instant asked = request.sentAt().orElseGet(bench.clock()::instant);
        return seen.map(Seen::rows).orElseGet(this::rows).stream()
                .filter(row -> row.id().filter(request.before()::contains).isPresent())
                .filter(row ->
                        row.createdAt()
                                .map(at -> at.isAfter(asked.minus(COALESCES_WITHIN)))
                                .orElse(true))
                .findFirst();
    }

    /** Looks once, without waiting; in doubt it has seen nothing. */
    CreateEffect glance(CreateEffect.Requested request) {
        return NewSnapshots.among(rows(), sought(request).insisting())
                                instanceof NewSnapshots.Verdict.One(SnapshotId id, String proof)
                        && doubt(request, id, proof).isEmpty()
                ? new CreateEffect.Found(id, proof)
                : new CreateEffect.NotListedYet();
    }

    private Sought sought(CreateEffect.Requested request) {
        Sought sought =
                Sought.of(request)
                        .butNot(id -> new Claims(bench.journal()).isAnothers(app, volume, id, run));
        return hasAsked || request.sentAt().isEmpty()
                ? sought
                : sought.notLaterThan(request.sentAt().get().plus(limit));
    }

    private CreateEffect instead(
            CreateEffect.Requested request, Optional<Duration> acceptNewerThan) {
        List<Snapshot> rows = rows();
        Optional<Snapshot> failed =
                rows.stream()
                        .filter(row -> row.id().isEmpty() && row.status().isFailed())
                        .findFirst();
        if (failed.isPresent()) {
            return new CreateEffect.NoneMade(
                    SnapshotProblems.failedWithoutId(volume, failed.get().status()));
        }
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
        return accepted.orElseGet(() ->
                new CreateEffect.NoneMade(
                        NewSnapshots.earlier(rows, sought(request))
                                .map(row -> IdentityProblems.predates(volume, row, asked))
                                .orElseGet(() ->
                                        IdentityProblems.coalesced(
                                                volume, newest, acceptNewerThan))));
    }

    /** Whether a request whose answer nobody has was granted; waits until it no longer can be. */
    CreateEffect lost(CreateEffect.InDoubt doubt) {
        return switch (awaitNew(doubt.request())) {
            case NewSnapshots.Verdict.One(SnapshotId id, String _) -> {
                if (othersTake) {
                    throw IdentityProblems.unclear(
                                    run,
                                    volume,
                                    ("One new snapshot of %s is there, %s; but Fly takes daily ones of this"
                                                    + " volume, so it may be one of those.")
                                            .formatted(volume, id))
                            .exception();
                }
                yield new CreateEffect.FoundLost(doubt, id);
            }
            case NewSnapshots.Verdict.Several(List<SnapshotId> ids) ->
                    throw IdentityProblems.unclear(
                                    run,
                                    volume,
                                    "Several new snapshots of "
                                            + volume
                                            + " are there: "
                                            + ids
                                            + ".")
                            .exception();
            case NewSnapshots.Verdict.NotYet(boolean pending) -> {
                if (pending) {
                    throw IdentityProblems.unclear(
                                    run,
                                    volume,
                                    "A snapshot of " + volume + " is unfinished and has no id.")
                            .exception();
                }
                // Who has just asked leaves it to others whether to ask again.
                yield new CreateEffect.NotGranted(
                        hasAsked
                                ? Optional.of(IdentityProblems.answerLost(run, volume))
                                : Optional.empty());
            }
        };
    }

    void awaitRunning(SnapshotId snapshot) {
        Snapshot _ =
                polling.until(
                                left(),
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
                polling.until(left(), () -> created(snapshot, request))
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
        Sought sought = sought(request);
        if (request.before().contains(snapshot)) {
            return Optional.of(row);
        }
        if (sought.isEarlier(row)) {
            throw IdentityProblems.predates(volume, row, request.sentAt().orElseThrow())
                    .exception();
        }
        // Being new told it from the others; so others that are new as well take that proof away.
        switch (NewSnapshots.among(rows, sought)) {
            case NewSnapshots.Verdict.Several(var ids) ->
                    throw IdentityProblems.several(run, volume, ids).exception();
            case NewSnapshots.Verdict.One(SnapshotId id, String _) when !id.equals(snapshot) ->
                    throw IdentityProblems.several(run, volume, List.of(snapshot, id)).exception();
            case NewSnapshots.Verdict _ -> {}
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
        Sought sought = sought(request);
        NewSnapshots.Verdict nothing = new NewSnapshots.Verdict.NotYet(false);
        NewSnapshots.Verdict shown =
                polling.until(
                                APPEARS_WITHIN,
                                () -> news(sought.insisting()).filter(it -> !it.equals(nothing)))
                        .orElse(nothing);
        if (shown.equals(nothing)) {
            // What the answer named has not come: then a new one may be it, under another id.
            shown = request.hint().isPresent() ? NewSnapshots.among(rows(), sought) : nothing;
        }
        if (shown.equals(nothing) || !(shown instanceof NewSnapshots.Verdict.NotYet)) {
            return shown;
        }
        return polling.until(
                        left(),
                        () ->
                                news(sought)
                                        .filter(it -> !(it instanceof NewSnapshots.Verdict.NotYet)))
                .orElse(shown);
    }

    private Optional<NewSnapshots.Verdict> news(Sought sought) {
        return Optional.of(NewSnapshots.among(rows(), sought));
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
