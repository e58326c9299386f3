package dev.flysnap.snapshot.identify;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import dev.flysnap.runtime.Poller;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotOwnership;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds out which snapshot of a volume is the one that a create has asked for; guesses never. */
public final class SnapshotIdentifier {
    /**
     * Fly lists an accepted snapshot within seconds; after this long without a new row there will
     * be none.
     */
    private static final Duration APPEARANCE_TIMEOUT = Duration.ofSeconds(60);

    /** Fly may be content with a snapshot that is no older. How old it may be is not documented. */
    private static final Duration COALESCING_WINDOW = Duration.ofMinutes(10);

    private static final SnapshotMatcher.Verdict PENDING =
            new SnapshotMatcher.Verdict.NoneYet(true);

    private final RunContext context;
    private final SnapshotPoller poller;
    private final RunId run;
    private final AppName app;
    private final VolumeId volume;
    private final Duration limit;
    private final boolean othersMayTakeSnapshots;
    private final Poller deadlinePoller;

    /** Whether this process has sent the request, and so has watched since then. */
    private boolean sentByThisProcess;

    public SnapshotIdentifier(RunContext context, CreatePlan plan, SnapshotPoller poller) {
        this.context = context;
        this.poller = poller;
        this.run = plan.run();
        this.app = plan.app();
        this.volume = plan.volume().id();
        this.limit = plan.timeout();
        this.othersMayTakeSnapshots = plan.othersMayTakeSnapshots();
        this.deadlinePoller = new Poller(context);
    }

    /** From now on whatever appears has been watched for. */
    public void requestSent() {
        sentByThisProcess = true;
    }

    /**
     * The new snapshot; a problem when there is none, or several could be it.
     *
     * @param acceptNewerThan where Fly makes none, the age at the request up to which an earlier
     *     one will do
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
        if (proof.equals(SnapshotMatcher.NAMED_IN_ANSWER) || !othersMayTakeSnapshots) {
            return Optional.empty();
        }
        return sentByThisProcess
                ? recentBefore(request)
                        .map(it -> IdentificationProblems.perhapsDaily(run, volume, id, it))
                : Optional.of(IdentificationProblems.notWatched(run, volume, id));
    }

    /** One that Fly may have taken for good enough. */
    private Optional<Snapshot> recentBefore(CreateEffect.Requested request) {
        Instant asked = request.sentAt().orElseGet(context.clock()::instant);
        return poller.lastRows().stream()
                .filter(row -> row.id().filter(request.before()::contains).isPresent())
                .filter(row ->
                        row.createdAt()
                                .map(at -> at.isAfter(asked.minus(COALESCING_WINDOW)))
                                .orElse(true))
                .findFirst();
    }

    /** Looks once, without waiting; in doubt it has seen nothing. */
    public CreateEffect checkOnce(CreateEffect.Requested request) {
        return SnapshotMatcher.match(poller.rows(), criteria(request).requiringHint())
                                instanceof SnapshotMatcher.Verdict.One(SnapshotId id, String proof)
                        && doubt(request, id, proof).isEmpty()
                ? new CreateEffect.Found(id, proof)
                : new CreateEffect.NotListedYet();
    }

    /** What the one is told by from those of others. */
    public MatchCriteria criteria(CreateEffect.Requested request) {
        MatchCriteria criteria =
                MatchCriteria.of(request)
                        .excluding(id ->
                                new SnapshotOwnership(context.journal())
                                        .isOwnedByAnotherRun(app, volume, id, run));
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
        Instant asked = request.sentAt().orElseGet(context.clock()::instant);
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
                        SnapshotMatcher.predating(rows, criteria(request))
                                .map(row -> IdentificationProblems.predates(volume, row, asked))
                                .orElseGet(() ->
                                        IdentificationProblems.coalesced(
                                                volume, newest, acceptNewerThan))));
    }

    /** Whether a request whose answer nobody has was granted; waits until it no longer can be. */
    public CreateEffect resolveLostAnswer(CreateEffect.InDoubt doubt) {
        return switch (awaitNew(doubt.request())) {
            case SnapshotMatcher.Verdict.One(SnapshotId id, String _) -> {
                if (othersMayTakeSnapshots) {
                    throw IdentificationProblems.unclear(
                                    run,
                                    volume,
                                    ("One new snapshot of %s is there, %s; but Fly takes daily ones of this"
                                                    + " volume, so it may be one of those.")
                                            .formatted(volume, id))
                            .exception();
                }
                yield new CreateEffect.FoundAfterLostAnswer(doubt, id);
            }
            case SnapshotMatcher.Verdict.Several(List<SnapshotId> ids) ->
                    throw IdentificationProblems.unclear(
                                    run,
                                    volume,
                                    "Several new snapshots of "
                                            + volume
                                            + " are there: "
                                            + ids
                                            + ".")
                            .exception();
            case SnapshotMatcher.Verdict.NoneYet(boolean pending) -> {
                if (pending) {
                    throw IdentificationProblems.unclear(
                                    run,
                                    volume,
                                    "A snapshot of " + volume + " is unfinished and has no id.")
                            .exception();
                }
                // Who has just asked leaves it to others whether to ask again.
                yield new CreateEffect.NotAccepted(
                        sentByThisProcess
                                ? Optional.of(IdentificationProblems.answerLost(run, volume))
                                : Optional.empty());
            }
        };
    }

    /**
     * Nothing but what the answer named will do as long as that may still appear; then a new one
     * may be it under another id. As long as a row without an id is there it is not over: then the
     * run's own limit counts.
     */
    private SnapshotMatcher.Verdict awaitNew(CreateEffect.Requested request) {
        MatchCriteria criteria = criteria(request);
        return deadlinePoller
                .until(
                        APPEARANCE_TIMEOUT,
                        () ->
                                verdict(criteria.requiringHint())
                                        .filter(it ->
                                                !(it instanceof SnapshotMatcher.Verdict.NoneYet)))
                .or(() ->
                        deadlinePoller.until(
                                poller.timeLeft(),
                                () -> verdict(criteria).filter(it -> !it.equals(PENDING))))
                .orElse(PENDING);
    }

    private Optional<SnapshotMatcher.Verdict> verdict(MatchCriteria criteria) {
        return Optional.of(SnapshotMatcher.match(poller.rows(), criteria));
    }
}
