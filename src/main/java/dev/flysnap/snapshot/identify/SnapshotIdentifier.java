package dev.flysnap.snapshot.identify;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotOwnership;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Identifies the snapshot that a create has requested; never guesses. */
public final class SnapshotIdentifier {
    /**
     * Fly lists an accepted snapshot within seconds; after this long without a new row there will
     * be none.
     */
    private static final Duration APPEARANCE_TIMEOUT = Duration.ofSeconds(60);

    /** Fly may consider a snapshot of this age recent enough. The real limit is not documented. */
    private static final Duration COALESCING_WINDOW = Duration.ofMinutes(10);

    private static final SnapshotMatcher.Verdict PENDING =
            new SnapshotMatcher.Verdict.NoneYet(true);

    private final RunContext context;
    private final SnapshotPoller poller;
    private final RunId run;
    private final AppName app;
    private final VolumeId volume;
    private final Volume planned;
    private final Duration limit;
    private final boolean othersMayTakeSnapshots;

    /** Whether this process sent the request, and so has observed the list since then. */
    private boolean sentByThisProcess;

    public SnapshotIdentifier(RunContext context, CreatePlan plan, SnapshotPoller poller) {
        this.context = context;
        this.poller = poller;
        this.run = plan.run();
        this.app = plan.app();
        this.planned = plan.volume();
        this.volume = planned.id();
        this.limit = plan.timeout();
        this.othersMayTakeSnapshots = plan.othersMayTakeSnapshots();
    }

    /** From now on this process observes the list. */
    public void requestSent() {
        sentByThisProcess = true;
    }

    /**
     * The new snapshot; a problem when there is none, or several could be it.
     *
     * @param acceptNewerThan where Fly makes none, the age at the request up to which an earlier
     *     one is accepted
     */
    public CreateEffect identify(
            CreateEffect.Requested request, Optional<Duration> acceptNewerThan) {
        return switch (awaitNew(request)) {
            case SnapshotMatcher.Verdict.One(SnapshotId id, String proof) ->
                    identify(request, id, proof, acceptNewerThan.isPresent());
            case SnapshotMatcher.Verdict.Several(List<SnapshotId> ids) ->
                    throw IdentificationProblems.severalNew(run, volume, ids).exception();
            case SnapshotMatcher.Verdict.NoneYet(boolean pending) -> {
                if (pending) {
                    throw IdentificationProblems.timedOut(volume, "the id of a snapshot", limit)
                            .exception();
                }
                yield withoutNewSnapshot(request, acceptNewerThan);
            }
        };
    }

    private CreateEffect identify(
            CreateEffect.Requested request, SnapshotId id, String proof, boolean acceptsAny) {
        Optional<Problem> doubt = acceptsAny ? Optional.empty() : doubt(request, id, proof);
        if (doubt.isPresent()) {
            throw doubt.get().exception();
        }
        return new CreateEffect.Found(id, proof);
    }

    /**
     * Being the only new one proves nothing where Fly takes snapshots of the volume by itself, and
     * either may have made none for the request, or the list was not observed since.
     */
    private Optional<Problem> doubt(CreateEffect.Requested request, SnapshotId id, String proof) {
        if (proof.equals(SnapshotMatcher.NAMED_IN_ANSWER) || !othersMayTakeSnapshots) {
            return Optional.empty();
        }
        return sentByThisProcess
                ? recentBefore(request)
                        .map(it -> IdentificationProblems.perhapsDaily(run, volume, id, it))
                : Optional.of(IdentificationProblems.notObserved(run, volume, id));
    }

    /** One that Fly may have considered recent enough. */
    private Optional<Snapshot> recentBefore(CreateEffect.Requested request) {
        Instant requestedAt = request.sentAt().orElseGet(context.clock()::instant);
        return poller.lastRows().stream()
                .filter(row -> row.id().filter(request.before()::contains).isPresent())
                .filter(row ->
                        row.createdAt()
                                .map(at -> at.isAfter(requestedAt.minus(COALESCING_WINDOW)))
                                .orElse(true))
                .findFirst();
    }

    /** Reads the list once, without waiting; in doubt there is none yet. */
    public CreateEffect checkOnce(CreateEffect.Requested request) {
        return SnapshotMatcher.match(poller.rows(), criteria(request).requiringHint())
                                instanceof SnapshotMatcher.Verdict.One(SnapshotId id, String proof)
                        && doubt(request, id, proof).isEmpty()
                ? new CreateEffect.Found(id, proof)
                : new CreateEffect.NotListedYet();
    }

    /** What tells the run's snapshot from those of others. */
    public MatchCriteria criteria(CreateEffect.Requested request) {
        MatchCriteria criteria =
                MatchCriteria.of(request)
                        .excluding(id ->
                                new SnapshotOwnership(context.journal())
                                        .isOwnedByAnotherRun(app, planned, id, run));
        return sentByThisProcess || request.sentAt().isEmpty()
                ? criteria
                : criteria.notLaterThan(request.sentAt().get().plus(limit));
    }

    private CreateEffect withoutNewSnapshot(
            CreateEffect.Requested request, Optional<Duration> acceptNewerThan) {
        List<Snapshot> rows = poller.rows();
        Optional<Snapshot> failed =
                rows.stream()
                        .filter(row -> row.id().isEmpty() && row.status().isFailed())
                        .findFirst();
        if (failed.isPresent()) {
            return new CreateEffect.NoneMade(
                    IdentificationProblems.failedWithoutId(volume, failed.get().status()));
        }
        Optional<Snapshot> newest =
                rows.stream()
                        .filter(row -> row.status().isFinished() && row.id().isPresent())
                        .filter(row -> row.createdAt().isPresent())
                        .max(Comparator.comparing(row -> row.createdAt().orElseThrow()));
        Instant requestedAt = request.sentAt().orElseGet(context.clock()::instant);
        Optional<CreateEffect> accepted =
                newest.filter(row -> acceptNewerThan.isPresent())
                        .filter(row ->
                                row.createdAt()
                                        .orElseThrow()
                                        .isAfter(requestedAt.minus(acceptNewerThan.orElseThrow())))
                        .filter(row -> !context.journal().isKnownToBeBad(row.id().orElseThrow()))
                        .map(row ->
                                new CreateEffect.Coalesced(
                                        row.id().orElseThrow(), row.createdAt().orElseThrow()));
        return accepted.orElseGet(() ->
                new CreateEffect.NoneMade(
                        SnapshotMatcher.predating(rows, criteria(request))
                                .map(row ->
                                        IdentificationProblems.predates(volume, row, requestedAt))
                                .orElseGet(() ->
                                        IdentificationProblems.coalesced(
                                                volume, newest, acceptNewerThan))));
    }

    /** Whether Fly accepted a request whose answer was lost; waits until it no longer can. */
    public CreateEffect resolveLostAnswer(CreateEffect.InDoubt doubt) {
        return switch (awaitNew(doubt.request())) {
            case SnapshotMatcher.Verdict.One(SnapshotId id, String _) -> {
                if (othersMayTakeSnapshots) {
                    throw unclear(
                            "One new snapshot of %s is there, %s; but Fly takes daily ones of this volume, so it may be one of those."
                                    .formatted(volume, id));
                }
                yield new CreateEffect.FoundAfterLostAnswer(doubt, id);
            }
            case SnapshotMatcher.Verdict.Several(List<SnapshotId> ids) ->
                    throw unclear(
                            "Several new snapshots of %s are there: %s.".formatted(volume, ids));
            case SnapshotMatcher.Verdict.NoneYet(boolean pending) -> {
                if (pending) {
                    throw unclear(
                            "A snapshot of %s is unfinished and has no id.".formatted(volume));
                }
                yield new CreateEffect.NotAccepted(Optional.empty());
            }
        };
    }

    private FlysnapException unclear(String why) {
        return IdentificationProblems.answerLostUnclear(run, volume, why).exception();
    }

    /**
     * Only the snapshot that the answer named counts as long as it may still appear; after that a
     * new one under another id may be it. While there is a row without an id, the wait goes on up
     * to the run's own timeout.
     */
    private SnapshotMatcher.Verdict awaitNew(CreateEffect.Requested request) {
        MatchCriteria criteria = criteria(request);
        return awaitHinted(criteria.requiringHint())
                .or(() ->
                        poller.until(
                                poller.timeLeft(),
                                rows -> verdict(rows, criteria).filter(it -> !it.equals(PENDING))))
                .orElse(PENDING);
    }

    /** Empty only after a list that was read late enough to show the snapshot. */
    private Optional<SnapshotMatcher.Verdict> awaitHinted(MatchCriteria criteria) {
        Instant appearsUntil = context.clock().instant().plus(APPEARANCE_TIMEOUT);
        return poller.until(
                        poller.timeLeft(),
                        rows -> {
                            var found =
                                    verdict(rows, criteria)
                                            .filter(it ->
                                                    !(it
                                                            instanceof
                                                            SnapshotMatcher.Verdict.NoneYet));
                            return found.isPresent()
                                            || context.clock().instant().isAfter(appearsUntil)
                                    ? Optional.of(found)
                                    : Optional.empty();
                        })
                .flatMap(it -> it);
    }

    private static Optional<SnapshotMatcher.Verdict> verdict(
            List<Snapshot> rows, MatchCriteria criteria) {
        return Optional.of(SnapshotMatcher.match(rows, criteria));
    }
}
