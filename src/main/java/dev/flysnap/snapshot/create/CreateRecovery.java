package dev.flysnap.snapshot.create;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Records;
import dev.flysnap.model.Machine;
import dev.flysnap.model.Snapshot;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.snapshot.catalog.SnapshotList;
import dev.flysnap.snapshot.catalog.SnapshotOrigin;
import dev.flysnap.snapshot.catalog.SnapshotOwnership;
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
 * Rebuilds creates whose journal is lost, from what they noted at the app's machines. One that had
 * noted nothing has left nothing either, but perhaps a snapshot: those are counted.
 */
public final class CreateRecovery {
    private final RunContext context;
    private final Create create;
    private final CreateRequest usual;

    /**
     * @param usual how a create of the app would be done now: what the note does not tell
     */
    public CreateRecovery(RunContext context, Create create, CreateRequest usual) {
        this.context = context;
        this.create = create;
        this.usual = usual;
    }

    /** Writes to the journal only. Doing it again finds the same runs there. */
    public List<RecoveredRun> adopt() {
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
                                .filter(it ->
                                        it.attachedMachine().equals(Optional.of(machine.id())))
                                .findFirst()
                                .map(it -> adopted(mark.get(), machine, it))
                                .orElseGet(() -> withoutVolume(mark.get(), machine)));
            }
        }
        return all;
    }

    private RecoveredRun adopted(CreateTag mark, Machine machine, Volume volume) {
        Journal journal = context.journal();
        try (Lock _ = journal.lock("volume " + volume.id(), mark.run())) {
            Optional<RunRecord> known = journal.run(mark.run());
            if (known.isPresent()) {
                return new RecoveredRun.Known(
                        mark.run(), known.get().kind(), journal.status(mark.run()));
            }
            List<Snapshot> rows = context.fly().snapshots().list(usual.app(), volume.id());
            Optional<SnapshotId> ours = ours(mark, volume, rows);
            CreatePlan plan = plan(mark, volume, ours.isPresent());
            List<CreateEffect> effects = new ArrayList<>();
            mark.retentionBefore()
                    .ifPresent(days ->
                            effects.add(new CreateEffect.RetentionSeen(days, Optional.empty())));
            effects.add(new CreateEffect.Marked(true, mark.snapshot()));
            ours.ifPresent(id -> effects.addAll(found(id, machine, rows)));
            RunRecord _ =
                    journal.startRecovered(
                            mark.run(),
                            RunKind.CREATE,
                            usual.app(),
                            Records.write(CreatePlan.class, plan),
                            effects.stream()
                                    .<RunEvent>map(it ->
                                            new RunEvent.Applied(
                                                    Records.write(CreateEffect.class, it)))
                                    .toList());
            return new RecoveredRun.Taken(
                    mark.run(),
                    RunKind.CREATE,
                    words(mark, volume, ours, rows),
                    "flysnap continue " + mark.run());
        } catch (FlysnapException e) {
            return new RecoveredRun.Left(
                    "The create "
                            + mark.run()
                            + " of "
                            + volume.id()
                            + " was not adopted: "
                            + e.problem().what(),
                    e.problem().why(),
                    e.problem().next());
        }
    }

    /** By the note, or else as the only new one where nobody else takes any. */
    private Optional<SnapshotId> ours(CreateTag mark, Volume volume, List<Snapshot> rows) {
        List<SnapshotId> later = later(mark, rows);
        if (mark.snapshot().isPresent()) {
            return mark.snapshot()
                    .filter(id -> rows.stream().anyMatch(it -> it.id().equals(Optional.of(id))));
        }
        boolean alone = !volume.dailySnapshots().orElse(true);
        return alone && later.size() == 1 ? Optional.of(later.getFirst()) : Optional.empty();
    }

    /**
     * Those that may have been taken after the note, none of which this journal knows. One that is
     * kept for another time than the run had set is another's.
     */
    private List<SnapshotId> later(CreateTag mark, List<Snapshot> rows) {
        return rows.stream()
                .filter(it -> it.createdAt().map(at -> !at.isBefore(earliest(mark))).orElse(true))
                .filter(it -> isKeptAsSet(mark, it))
                .flatMap(it -> it.id().stream())
                .filter(it -> context.journal().snapshot(it).isEmpty())
                .toList();
    }

    /** Where nothing else tells whose it is, one too many is better than another's. */
    private static Instant earliest(CreateTag mark) {
        return mark.retainDays().isPresent()
                ? mark.at().minus(MatchCriteria.CLOCKS_DIFFER)
                : mark.at();
    }

    private static boolean isKeptAsSet(CreateTag mark, Snapshot row) {
        return mark.retainDays().isEmpty()
                || row.retentionDays().isEmpty()
                || row.retentionDays().equals(mark.retainDays());
    }

    private CreatePlan plan(CreateTag mark, Volume volume, boolean found) {
        CreateRequest request =
                new CreateRequest(
                        usual.app(),
                        Optional.of(volume.id()),
                        found ? Optional.of(QuiescePolicy.OFF) : usual.quiesce(),
                        usual.holdUntil(),
                        usual.holdMax(),
                        usual.databases(),
                        // Nothing better can be proven of it any more.
                        found ? Optional.of(Grade.CRASH_CONSISTENT) : usual.minGrade(),
                        usual.labels(),
                        mark.retainDays(),
                        Optional.empty(),
                        false,
                        usual.timeout());
        return create.plan(mark.run(), request);
    }

    private List<CreateEffect> found(SnapshotId id, Machine machine, List<Snapshot> rows) {
        Set<SnapshotId> before = new LinkedHashSet<>();
        rows.stream().flatMap(it -> it.id().stream()).forEach(before::add);
        before.remove(id);
        return List.of(
                new CreateEffect.Adopted(context.clock().instant()),
                new CreateEffect.Saw(
                        before, Optional.of(CreateTag.without(machine)), context.clock().instant()),
                new CreateEffect.Requested(before, Optional.of(id), Optional.empty()),
                new CreateEffect.Found(id, "adopted: noted at machine " + machine.id()));
    }

    private String words(
            CreateTag mark, Volume volume, Optional<SnapshotId> ours, List<Snapshot> rows) {
        String retention =
                mark.retentionBefore()
                        .map(days ->
                                "; the volume's retention has to be %d days again".formatted(days))
                        .orElse("");
        if (ours.isPresent()) {
            return "it asked for the snapshot %s of %s%s"
                    .formatted(ours.get(), volume.id(), retention);
        }
        List<SnapshotId> later = later(mark, rows);
        return "it was at work on %s%s; %s"
                .formatted(
                        volume.id(),
                        retention,
                        later.isEmpty()
                                ? "it has made no snapshot"
                                : "whether it made one of "
                                        + later
                                        + " nobody can tell, so another will be made");
    }

    private static RecoveredRun withoutVolume(CreateTag mark, Machine machine) {
        return new RecoveredRun.Left(
                "The create " + mark.run() + " noted itself at machine " + machine.id() + ".",
                "That machine has no volume any more.",
                "Nothing: the snapshots of the volume that it had are kept; flysnap list shows them");
    }

    /** How many finished snapshots there are that nobody knows anything of. */
    public long withoutReceipt() {
        Set<SnapshotId> claimed = new SnapshotOwnership(context.journal()).of(usual.app());
        return new SnapshotList(context)
                .look(usual.app(), Optional.empty()).rows().stream()
                        .filter(it -> it.origin() == SnapshotOrigin.NOT_OURS)
                        .filter(it -> it.snapshot().id().filter(claimed::contains).isEmpty())
                        .count();
    }
}
