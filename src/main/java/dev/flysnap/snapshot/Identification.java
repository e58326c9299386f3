package dev.flysnap.snapshot;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds out which snapshot of a volume is the one that a create has asked for; guesses never. */
final class Identification {
    /**
     * Fly lists an accepted snapshot within seconds; after this long without a new row there will
     * be none.
     */
    private static final Duration APPEARS_WITHIN = Duration.ofSeconds(60);

    /** Fly may be content with a snapshot that is no older. How old it may be is not documented. */
    private static final Duration COALESCES_WITHIN = Duration.ofMinutes(10);

    private static final NewSnapshots.Verdict PENDING = new NewSnapshots.Verdict.NotYet(true);

    private final Workbench bench;
    private final SnapshotWatch watch;
    private final RunId run;
    private final AppName app;
    private final VolumeId volume;
    private final Duration limit;
    private final boolean othersTake;
    private final Polling polling;

    /** Whether this process has sent the request, and so has watched since then. */
    private boolean hasAsked;

    Identification(Workbench bench, CreatePlan plan, SnapshotWatch watch) {
        this.bench = bench;
        this.watch = watch;
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
                    throw IdentityProblems.tooSlow(volume, "the id of a snapshot", limit)
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
        return watch.lastRows().stream()
                .filter(row -> row.id().filter(request.before()::contains).isPresent())
                .filter(row ->
                        row.createdAt()
                                .map(at -> at.isAfter(asked.minus(COALESCES_WITHIN)))
                                .orElse(true))
                .findFirst();
    }

    /** Looks once, without waiting; in doubt it has seen nothing. */
    CreateEffect glance(CreateEffect.Requested request) {
        return NewSnapshots.among(watch.rows(), sought(request).insisting())
                                instanceof NewSnapshots.Verdict.One(SnapshotId id, String proof)
                        && doubt(request, id, proof).isEmpty()
                ? new CreateEffect.Found(id, proof)
                : new CreateEffect.NotListedYet();
    }

    /** What the one is told by from those of others. */
    Sought sought(CreateEffect.Requested request) {
        Sought sought =
                Sought.of(request)
                        .butNot(id -> new Claims(bench.journal()).isAnothers(app, volume, id, run));
        return hasAsked || request.sentAt().isEmpty()
                ? sought
                : sought.notLaterThan(request.sentAt().get().plus(limit));
    }

    private CreateEffect instead(
            CreateEffect.Requested request, Optional<Duration> acceptNewerThan) {
        List<Snapshot> rows = watch.rows();
        Optional<Snapshot> failed =
                rows.stream()
                        .filter(row -> row.id().isEmpty() && row.status().isFailed())
                        .findFirst();
        if (failed.isPresent()) {
            return new CreateEffect.NoneMade(
                    IdentityProblems.failedWithoutId(volume, failed.get().status()));
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

    /**
     * Nothing but what the answer named will do as long as that may still appear; then a new one
     * may be it under another id. As long as a row without an id is there it is not over: then the
     * run's own limit counts.
     */
    private NewSnapshots.Verdict awaitNew(CreateEffect.Requested request) {
        Sought sought = sought(request);
        return polling.until(
                        APPEARS_WITHIN,
                        () ->
                                verdict(sought.insisting())
                                        .filter(it -> !(it instanceof NewSnapshots.Verdict.NotYet)))
                .or(() ->
                        polling.until(
                                watch.left(),
                                () -> verdict(sought).filter(it -> !it.equals(PENDING))))
                .orElse(PENDING);
    }

    private Optional<NewSnapshots.Verdict> verdict(Sought sought) {
        return Optional.of(NewSnapshots.among(watch.rows(), sought));
    }
}
