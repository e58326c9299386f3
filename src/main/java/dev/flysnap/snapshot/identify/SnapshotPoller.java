package dev.flysnap.snapshot.identify;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.SnapshotStatus;
import dev.flysnap.model.VolumeId;
import dev.flysnap.runtime.Poller;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.plan.CreatePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads a volume's list of snapshots until it shows what is waited for. */
public final class SnapshotPoller {
    private final RunContext context;
    private final RunId run;
    private final AppName app;
    private final VolumeId volume;
    private final Optional<VolumeId> movedFrom;
    private final Duration limit;
    private final Poller poller;

    /** The last list, as long as it may still serve once more. */
    private Optional<TimedList> latest = Optional.empty();

    /** When all waiting ends; counted from the first call. */
    private Optional<Instant> deadline = Optional.empty();

    private record TimedList(List<Snapshot> rows, Instant at) {}

    public SnapshotPoller(RunContext context, CreatePlan plan) {
        this.context = context;
        this.run = plan.run();
        this.app = plan.app();
        this.volume = plan.volume().id();
        this.movedFrom = plan.movedFrom();
        this.limit = plan.timeout();
        this.poller = new Poller(context);
    }

    /**
     * The list once it has no unfinished row: only then can what is new be told from it later. A
     * run that waits for somebody else's snapshot yields its request slot.
     */
    public List<Snapshot> awaitSettledList() {
        while (true) {
            context.slots().awaitRequestSlot();
            List<Snapshot> rows = rows();
            if (!SnapshotMatcher.isUnsettled(rows)) {
                return rows;
            }
            context.slots().yieldRequestSlot();
            awaitSettled();
        }
    }

    private void awaitSettled() {
        List<Snapshot> _ =
                await(
                        "another unfinished snapshot",
                        () ->
                                Optional.of(rows())
                                        .filter(rows -> !SnapshotMatcher.isUnsettled(rows)));
    }

    private <T> T await(String waitedFor, Supplier<Optional<T>> question) {
        return poller.until(timeLeft(), question)
                .orElseThrow(() ->
                        IdentificationProblems.timedOut(volume, waitedFor, limit).exception());
    }

    /** Reads the list again and again; empty when there was no answer within {@code limit}. */
    <T> Optional<T> until(Duration within, Function<List<Snapshot>, Optional<T>> question) {
        return poller.until(within, () -> question.apply(rows()));
    }

    /** The rest of the time that the create may take. */
    Duration timeLeft() {
        Instant now = context.clock().instant();
        Instant end = deadline.orElseGet(() -> now.plus(limit));
        deadline = Optional.of(end);
        return end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO;
    }

    public void awaitRunning(SnapshotId snapshot) {
        Snapshot _ =
                await(
                        "snapshot " + snapshot,
                        () ->
                                Optional.of(requireRow(rows(), snapshot))
                                        .filter(it -> !it.status().equals(SnapshotStatus.WAITING)));
        // A release may come in between, so the next step has to read the list itself.
        latest = Optional.empty();
    }

    /**
     * @param criteria by which the snapshot was identified
     */
    public Snapshot awaitCreated(SnapshotId snapshot, MatchCriteria criteria) {
        Snapshot created = await("snapshot " + snapshot, () -> createdRow(snapshot, criteria));
        context.slots().snapshotCreated(criteria.notBefore());
        return created;
    }

    private Optional<Snapshot> createdRow(SnapshotId snapshot, MatchCriteria criteria) {
        List<Snapshot> rows = takeRecentList(snapshot).orElseGet(this::rows);
        Snapshot row = requireRow(rows, snapshot);
        if (!row.status().isFinished()) {
            return Optional.empty();
        }
        if (criteria.before().contains(snapshot)) {
            return Optional.of(row);
        }
        if (criteria.isEarlier(row)) {
            throw IdentificationProblems.predates(volume, row, criteria.notBefore().orElseThrow())
                    .exception();
        }
        // It was identified as the only new one; another new one takes that proof away.
        switch (SnapshotMatcher.match(rows, criteria)) {
            case SnapshotMatcher.Verdict.Several(var ids) ->
                    throw IdentificationProblems.severalNew(run, volume, ids).exception();
            case SnapshotMatcher.Verdict.One(SnapshotId id, String _) when !id.equals(snapshot) ->
                    throw IdentificationProblems.severalNew(run, volume, List.of(snapshot, id))
                            .exception();
            case SnapshotMatcher.Verdict _ -> {}
        }
        return Optional.of(row);
    }

    private static Snapshot requireRow(List<Snapshot> rows, SnapshotId snapshot) {
        Snapshot row =
                rows.stream()
                        .filter(it -> it.id().equals(Optional.of(snapshot)))
                        .findFirst()
                        .orElseThrow(() -> IdentificationProblems.vanished(snapshot).exception());
        if (row.status().isFailed()) {
            throw IdentificationProblems.failedStatus(snapshot, row.status()).exception();
        }
        return row;
    }

    /** The last list where it may still serve; else a new one. */
    List<Snapshot> lastRows() {
        return latest.map(TimedList::rows).orElseGet(this::rows);
    }

    List<Snapshot> rows() {
        context.slots().awaitListSlot();
        List<Snapshot> rows = new ArrayList<>(context.fly().snapshots().list(app, volume));
        // What was requested before Fly moved the volume is listed where it was.
        movedFrom.ifPresent(it -> rows.addAll(context.fly().snapshots().list(app, it)));
        latest = Optional.of(new TimedList(rows, context.clock().instant()));
        return rows;
    }

    /**
     * A snapshot that was finished a moment ago still is, and Fly's rate limit allows no second
     * call.
     */
    private Optional<List<Snapshot>> takeRecentList(SnapshotId snapshot) {
        Instant now = context.clock().instant();
        Optional<List<Snapshot>> rows =
                latest.filter(it -> it.at().plus(Poller.INTERVAL).isAfter(now))
                        .map(TimedList::rows);
        latest = Optional.empty();
        return rows.filter(list ->
                list.stream()
                        .anyMatch(row ->
                                row.id().equals(Optional.of(snapshot))
                                        && row.status().isFinished()));
    }
}
