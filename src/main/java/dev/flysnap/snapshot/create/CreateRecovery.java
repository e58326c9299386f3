package dev.flysnap.snapshot.create;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.Count;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotOrigin;
import dev.flysnap.snapshot.catalog.SnapshotOwnership;
import dev.flysnap.snapshot.catalog.SnapshotRow;
import dev.flysnap.snapshot.identify.MatchCriteria;
import dev.flysnap.snapshot.plan.CreateEffect;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import dev.flysnap.tags.CreateTag;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rebuilds creates whose journal is lost, from their tags in the metadata of the app's machines. A
 * create without a tag has left nothing behind but perhaps a snapshot: those are counted.
 */
public final class CreateRecovery {
    private final RunContext context;
    private final Create create;
    private final CreateRequest usual;

    /**
     * @param usual how a create of the app would be done now: supplies what the tag does not say
     */
    public CreateRecovery(RunContext context, Create create, CreateRequest usual) {
        this.context = context;
        this.create = create;
        this.usual = usual;
    }

    /** Writes to the journal only; a second call finds the same runs there. */
    public List<RecoveredRun> recover() {
        List<RecoveredRun> all = new ArrayList<>();
        List<Volume> volumes =
                context.fly().volumes().list(usual.app()).stream()
                        .filter(it -> !it.state().isDead())
                        .toList();
        for (Machine machine : context.fly().machines().list(usual.app())) {
            Optional<CreateTag> mark =
                    machine.state().isDead() ? Optional.empty() : CreateTag.on(machine);
            if (mark.isPresent()) {
                all.add(
                        volumes.stream()
                                .filter(volume ->
                                        volume.attachedMachine().equals(Optional.of(machine.id())))
                                .findFirst()
                                .map(it -> recover(mark.get(), machine, it))
                                .orElseGet(() -> withoutVolume(mark.get(), machine)));
            }
        }
        return all;
    }

    private RecoveredRun recover(CreateTag tag, Machine machine, Volume volume) {
        Journal journal = context.journal();
        try (Lock _ = journal.lock(LockKey.ofVolume(usual.app(), volume.id()), tag.run())) {
            Optional<RunRecord> known = journal.run(tag.run());
            if (known.isPresent()) {
                return new RecoveredRun.Known(
                        tag.run(), known.get().kind(), journal.status(tag.run()));
            }
            // With those from before a move of the volume.
            List<Snapshot> rows =
                    new SnapshotList(context)
                            .list(usual.app(), Optional.of(volume.id())).rows().stream()
                                    .map(SnapshotRow::snapshot)
                                    .toList();
            Optional<SnapshotId> ours = snapshotOf(tag, volume, rows);
            CreatePlan plan = plan(tag, volume, ours.isPresent());
            List<CreateEffect> effects = new ArrayList<>();
            tag.retentionBefore()
                    .ifPresent(days ->
                            effects.add(new CreateEffect.RetentionSeen(days, Optional.empty())));
            effects.add(new CreateEffect.TagWritten(true, tag.snapshot()));
            ours.ifPresent(id -> effects.addAll(effectsOf(id, machine, rows)));
            RunRecord _ =
                    journal.startRecovered(
                            tag.run(),
                            RunKind.CREATE,
                            usual.app(),
                            Records.write(CreatePlan.class, plan),
                            effects.stream()
                                    .<RunEvent>map(createEffect ->
                                            new RunEvent.Applied(
                                                    Records.write(
                                                            CreateEffect.class, createEffect)))
                                    .toList());
            return new RecoveredRun.Recovered(
                    tag.run(),
                    RunKind.CREATE,
                    describe(tag, volume, ours, rows),
                    "flysnap continue " + tag.run());
        } catch (FlysnapException e) {
            return new RecoveredRun.NotRecovered(
                    "The create %s of %s was not adopted: %s"
                            .formatted(tag.run(), volume.id(), e.problem().what()),
                    e.problem().why(),
                    e.problem().next());
        }
    }

    /** The one in the tag, else the only new one where nobody else takes any. */
    private Optional<SnapshotId> snapshotOf(CreateTag tag, Volume volume, List<Snapshot> rows) {
        List<SnapshotId> later = candidates(tag, rows);
        if (tag.snapshot().isPresent()) {
            return tag.snapshot()
                    .filter(id -> rows.stream().anyMatch(it -> it.id().equals(Optional.of(id))));
        }
        boolean alone = !volume.dailySnapshots().orElse(true);
        return alone && later.size() == 1 ? Optional.of(later.getFirst()) : Optional.empty();
    }

    /**
     * Those that may have been taken after the tag was written, and that this journal does not
     * know. One with another retention than the run had set is somebody else's.
     */
    private List<SnapshotId> candidates(CreateTag tag, List<Snapshot> rows) {
        return rows.stream()
                .filter(snapshot ->
                        snapshot.createdAt().map(at -> !at.isBefore(earliest(tag))).orElse(true))
                .filter(it -> isRetainedAsSet(tag, it))
                .flatMap(it -> it.id().stream())
                .filter(it -> context.journal().snapshot(it).isEmpty())
                .toList();
    }

    /** Where only the time tells whose it is, another snapshot is better than the wrong one. */
    private static Instant earliest(CreateTag tag) {
        return tag.retainDays().isPresent()
                ? tag.at().minus(MatchCriteria.MAX_CLOCK_SKEW)
                : tag.at();
    }

    private static boolean isRetainedAsSet(CreateTag tag, Snapshot row) {
        return tag.retainDays().isEmpty()
                || row.retentionDays().isEmpty()
                || row.retentionDays().equals(tag.retainDays());
    }

    private CreatePlan plan(CreateTag tag, Volume volume, boolean found) {
        CreateRequest request =
                new CreateRequest(
                        usual.app(),
                        Optional.of(volume.id()),
                        found ? Optional.of(QuiescePolicy.OFF) : usual.quiesce(),
                        usual.holdUntil(),
                        usual.holdMax(),
                        usual.databases(),
                        usual.ignored(),
                        // Nothing better can be proven for it any more.
                        found ? Optional.of(Grade.CRASH_CONSISTENT) : usual.minGrade(),
                        usual.labels(),
                        tag.retainDays(),
                        Optional.empty(),
                        false,
                        false,
                        Optional.empty(),
                        usual.timeout());
        return create.plan(tag.run(), request);
    }

    private List<CreateEffect> effectsOf(SnapshotId id, Machine machine, List<Snapshot> rows) {
        Set<SnapshotId> before = new LinkedHashSet<>();
        rows.stream().flatMap(it -> it.id().stream()).forEach(before::add);
        before.remove(id);
        return List.of(
                new CreateEffect.Recovered(context.clock().instant()),
                new CreateEffect.SeenBefore(
                        before, Optional.of(CreateTag.without(machine)), context.clock().instant()),
                new CreateEffect.Requested(before, Optional.of(id), Optional.empty()),
                new CreateEffect.Found(id, "adopted: from the tag on machine " + machine.id()));
    }

    private String describe(
            CreateTag tag, Volume volume, Optional<SnapshotId> ours, List<Snapshot> rows) {
        String retention =
                tag.retentionBefore()
                        .map(days ->
                                "; the volume's retention has to be restored to %s"
                                        .formatted(Count.of(days, "day")))
                        .orElse("");
        if (ours.isPresent()) {
            return "it requested the snapshot %s of %s%s"
                    .formatted(ours.get(), volume.id(), retention);
        }
        List<SnapshotId> later = candidates(tag, rows);
        return "it was working on %s%s; %s"
                .formatted(
                        volume.id(),
                        retention,
                        later.isEmpty()
                                ? "it has made no snapshot"
                                : "it may have made one of %s, but nothing proves it, so another will be made"
                                        .formatted(later));
    }

    private static RecoveredRun withoutVolume(CreateTag tag, Machine machine) {
        return new RecoveredRun.NotRecovered(
                "The create %s left a tag on machine %s.".formatted(tag.run(), machine.id()),
                "That machine has no volume any more.",
                "Nothing: the snapshots of the volume that it had are kept; flysnap list shows them");
    }

    /** How many finished snapshots belong to no known run. */
    public long countWithoutReceipt() {
        Set<SnapshotId> claimed = new SnapshotOwnership(context.journal()).ownedByApp(usual.app());
        return new SnapshotList(context)
                .list(usual.app(), Optional.empty()).rows().stream()
                        .filter(it -> it.origin() == SnapshotOrigin.NOT_OURS)
                        .filter(it -> it.snapshot().id().filter(claimed::contains).isEmpty())
                        .count();
    }
}
