package dev.flysnap.journal;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The journal of one state directory. Every write is durable when its method returns, so that an
 * intent is on disk before the step is carried out. Two processes may use one journal at the same
 * time.
 */
public final class Journal implements AutoCloseable {
    private static final int MAX_ROWS = 1000;
    private static final String SELECT_RUN =
            "SELECT id, kind, app, started_at, plan, parent FROM run";

    private final JournalFile file;
    private final InstantSource clock;
    private final Path directory;
    private Optional<LivenessFile> liveness = Optional.empty();

    private Journal(JournalFile file, InstantSource clock, Path directory) {
        this.file = file;
        this.clock = clock;
        this.directory = directory;
    }

    /**
     * Opens the journal in {@code directory}, which is created (0700) if it does not exist.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be written, or a newer flysnap
     *     wrote it
     */
    public static Journal open(Path directory, InstantSource clock) {
        return new Journal(JournalFile.open(directory), clock, directory);
    }

    public Path directory() {
        return directory;
    }

    /** Adds a run. */
    public RunRecord start(RunId id, RunKind kind, AppName app, Json.Obj plan) {
        return start(id, Optional.empty(), kind, app, plan);
    }

    /**
     * Adds a run.
     *
     * @param parent the run that it is a part of
     */
    public RunRecord start(
            RunId id, Optional<RunId> parent, RunKind kind, AppName app, Json.Obj plan) {
        RunRecord run = new RunRecord(id, kind, app, clock.instant(), plan, parent);
        file.write(
                "INSERT INTO run(id, kind, app, started_at, plan, parent) VALUES (?, ?, ?, ?, ?, NULLIF(?, ''))",
                id.value(),
                kind.word(),
                app.value(),
                run.startedAt().toString(),
                JsonText.print(plan),
                parent.map(RunId::value).orElse(""));
        return run;
    }

    /** Adds a run together with the events that are known of it, atomically. */
    public RunRecord startRecovered(
            RunId id, RunKind kind, AppName app, Json.Obj plan, List<RunEvent> known) {
        return file.atomically(() -> {
            RunRecord run = start(id, kind, app, plan);
            known.forEach(it -> add(id, it));
            return run;
        });
    }

    public Optional<RunRecord> run(RunId id) {
        return file.read(SELECT_RUN + " WHERE id = ?", Journal::toRun, id.value()).stream()
                .findFirst();
    }

    /** The runs without a parent, newest first, at most a thousand. */
    public List<RunRecord> runs() {
        return file.read(
                SELECT_RUN + " WHERE parent IS NULL ORDER BY started_at DESC, rowid DESC LIMIT ?",
                Journal::toRun,
                MAX_ROWS);
    }

    /** An app's runs of one kind, child runs included, newest first, at most a thousand. */
    public List<RunRecord> runs(RunKind kind, AppName app) {
        return file.read(
                SELECT_RUN
                        + " WHERE kind = ? AND app = ? ORDER BY started_at DESC, rowid DESC LIMIT ?",
                Journal::toRun,
                kind.word(),
                app.value(),
                MAX_ROWS);
    }

    /** The child runs of {@code parent}, in the order in which they were started. */
    public List<RunRecord> childRuns(RunId parent) {
        return file.read(
                SELECT_RUN + " WHERE parent = ? ORDER BY rowid", Journal::toRun, parent.value());
    }

    /** Adds an event to a run. */
    public void add(RunId run, RunEvent event) {
        file.write(
                "INSERT INTO event(run, at, body) VALUES (?, ?, ?)",
                run.value(),
                clock.instant().toString(),
                JsonText.print(Records.write(RunEvent.class, event)));
    }

    /** A run's events, oldest first. */
    public List<RunEvent> events(RunId run) {
        return file.read(
                "SELECT body FROM event WHERE run = ? ORDER BY id",
                row -> Records.read(RunEvent.class, JsonText.parse(row.text(1))),
                run.value());
    }

    /** Where the run stands. */
    public RunStatus status(RunId run) {
        List<RunEvent> events = events(run);
        if (events.isEmpty()) {
            return RunStatus.OPEN;
        }
        return switch (events.getLast()) {
            case RunEvent.Failed _ -> RunStatus.FAILED;
            case RunEvent.Ended(RunStatus how) -> how;
            case RunEvent.TakenUp _, RunEvent.Intended _, RunEvent.Applied _ -> RunStatus.OPEN;
        };
    }

    /**
     * Saves what is known of a snapshot: its receipt, and the config of the machine that it was
     * taken from.
     */
    public void saveSnapshot(SnapshotRecord known) {
        file.write(
                "INSERT INTO snapshot(id, app, volume, run, taken_at, body) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT(id) DO NOTHING",
                known.snapshot().value(),
                known.app().value(),
                known.volume().value(),
                known.run().value(),
                known.takenAt().toString(),
                JsonText.print(Records.write(SnapshotRecord.class, known)));
    }

    /** What is known of one snapshot, of any app. */
    public Optional<SnapshotRecord> snapshot(SnapshotId id) {
        return file
                .read("SELECT body FROM snapshot WHERE id = ?", Journal::toSnapshot, id.value())
                .stream()
                .findFirst();
    }

    /** What is known of the snapshot that a run took, if it took one. */
    public Optional<SnapshotRecord> snapshotOf(RunId run) {
        return file
                .read("SELECT body FROM snapshot WHERE run = ?", Journal::toSnapshot, run.value())
                .stream()
                .findFirst();
    }

    /** The volumes of which flysnap has taken a snapshot for the app, also those that are gone. */
    public List<VolumeId> volumes(AppName app) {
        return file.read(
                "SELECT DISTINCT volume FROM snapshot WHERE app = ? ORDER BY volume",
                row -> new VolumeId(row.text(1)),
                app.value());
    }

    /** What is known of the app's snapshots, newest first, at most a thousand. */
    public List<SnapshotRecord> snapshots(AppName app) {
        return file.read(
                "SELECT body FROM snapshot WHERE app = ? ORDER BY taken_at DESC LIMIT ?",
                Journal::toSnapshot,
                app.value(),
                MAX_ROWS);
    }

    /**
     * Takes the lock on {@code key} for a run, also from a holder whose process is dead.
     *
     * @throws dev.flysnap.problem.FlysnapException (exit 11) if another run holds it, with who and
     *     since when
     */
    public Lock lock(String key, RunId run) {
        return Lock.take(file, directory, liveness(), key, run, clock.instant());
    }

    /** Whether some process works on the run right now. */
    public boolean isActive(RunId run) {
        return Lock.isHeld(file, directory, run);
    }

    private synchronized LivenessFile liveness() {
        LivenessFile current = liveness.orElseGet(() -> LivenessFile.in(directory));
        liveness = Optional.of(current);
        return current;
    }

    @Override
    public synchronized void close() {
        liveness.ifPresent(LivenessFile::close);
        liveness = Optional.empty();
        file.close();
    }

    private static RunRecord toRun(JournalFile.Row row) {
        return new RunRecord(
                new RunId(row.text(1)),
                RunKind.of(row.text(2)),
                new AppName(row.text(3)),
                Instant.parse(row.text(4)),
                JsonText.parseObject(row.text(5)),
                row.optional(6).map(RunId::new));
    }

    private static SnapshotRecord toSnapshot(JournalFile.Row row) {
        return Records.read(SnapshotRecord.class, JsonText.parse(row.text(1)));
    }
}
