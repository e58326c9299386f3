package dev.flysnap.journal;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The part of one state directory's journal that belongs to one Fly. Every write is durable when
 * its method returns, so that an intent is on disk before the step is carried out. Two processes
 * may use one journal at the same time.
 *
 * <p>Rows belong to an API ({@link ApiIdentity}) and to the organisation that the app is in: an app
 * of the same name elsewhere has nothing in common with this one. Where the organisation of either
 * side is not known (Fly could not be asked), only the API counts: a lock too many is harmless, a
 * lock too few is not. Runs and snapshots that are named by their id are found in every
 * organisation of the API, so that they can be continued after an app was moved to another one.
 */
public final class Journal implements AutoCloseable {
    private static final int MAX_ROWS = 1000;

    /** So many are read at a time where the newest probably do. */
    private static final int PAGE_ROWS = 20;

    private static final String NEWEST_FIRST = " ORDER BY started_at DESC, rowid DESC LIMIT ?";
    private static final String SELECT_RUN =
            "SELECT id, kind, app, started_at, plan, parent, org FROM run WHERE api = ?";

    /** As {@link #status} says it, without reading the events of every run. */
    private static final String LAST_EVENT_LEAVES_OPEN =
            """
             AND NOT EXISTS (
                SELECT 1 FROM event WHERE event.id = (SELECT max(last.id) FROM event AS last WHERE last.run = run.id)
                    AND json_extract(event.body, '$.kind') IN ('failed', 'ended'))\
            """;

    /** For the API before it and an organisation; an unknown one, stored as '', is every one. */
    static final String IN_ORGANIZATION = " AND (org = '' OR ? IN ('', org))";

    private final JournalFile file;
    private final InstantSource clock;
    private final Path directory;
    private final ApiIdentity api;
    private final Function<AppName, Optional<OrganizationSlug>> organizations;
    private final Optional<Sharing> sharing;
    private final List<RunId> locked = new CopyOnWriteArrayList<>();
    private Optional<LivenessFile> liveness = Optional.empty();

    /** Keeps runs and locks in a store as well, so that several journals are one. */
    public interface Sharing extends AutoCloseable {
        /**
         * A run is about to be written to.
         *
         * @throws dev.flysnap.problem.FlysnapException if its lock is not this process's any more
         */
        void beforeWrite(RunId run);

        /**
         * A run was written to, durably here.
         *
         * @param isEnd whether that ends it: it counts as ended when the store has it
         */
        void afterWrite(RunId run, boolean isEnd);

        /**
         * @throws dev.flysnap.problem.FlysnapException (exit 11) if another journal's run holds it
         */
        Runnable lock(ApiIdentity api, LockKey key, RunId run);

        /** Whether a process of another journal works on the run. */
        boolean isActive(RunId run);

        /** What the store still lacks, if it could not be reached. */
        Optional<Problem> undelivered();

        @Override
        void close();
    }

    private Journal(
            JournalFile file,
            InstantSource clock,
            Path directory,
            ApiIdentity api,
            Function<AppName, Optional<OrganizationSlug>> organizations,
            Optional<Sharing> sharing) {
        this.sharing = sharing;
        this.file = file;
        this.clock = clock;
        this.directory = directory;
        this.api = api;
        this.organizations = organizations;
    }

    /**
     * Loads what the first journal would have to wait for; a program may do so while it reads its
     * arguments.
     */
    public static void prepare() {
        JournalFile.prepare();
    }

    /**
     * Opens the journal in {@code directory}, which is created (0700) if it does not exist. No
     * organisation is known: for commands that do not call Fly.
     *
     * @throws dev.flysnap.problem.FlysnapException if it cannot be written, or another version of
     *     flysnap wrote it
     */
    public static Journal open(Path directory, ApiIdentity api, InstantSource clock) {
        return new Journal(
                JournalFile.open(directory),
                clock,
                directory,
                api,
                _ -> Optional.empty(),
                Optional.empty());
    }

    /**
     * The same journal, shared through a store, to be used and closed in place of this one.
     *
     * @param store as users name it
     */
    public Journal sharedBy(String store, Function<RunRows, Sharing> made) {
        return new Journal(
                file,
                clock,
                directory,
                api,
                organizations,
                Optional.of(made.apply(new RunRows(file, api, store))));
    }

    /**
     * The journal in {@code directory} for commands that only look: nothing is made or changed
     * there. What cannot be read is as if it were not there.
     *
     * @param unread told what cannot be read, and why
     */
    public static Journal openToLook(
            Path directory, ApiIdentity api, InstantSource clock, Consumer<Problem> unread) {
        return new Journal(
                JournalFile.openToLook(directory, unread),
                clock,
                directory,
                api,
                _ -> Optional.empty(),
                Optional.empty());
    }

    /**
     * The same journal, to be used and closed in place of this one.
     *
     * @param lookup the slug of an app's organisation as Fly says it; called at the first need, and
     *     often: it should remember. Empty where it is not known
     */
    public Journal withOrganizations(Function<AppName, Optional<String>> lookup) {
        return new Journal(
                file,
                clock,
                directory,
                api,
                app -> lookup.apply(app).flatMap(OrganizationSlug::parse),
                sharing);
    }

    public Path directory() {
        return directory;
    }

    /** As it is stored. */
    private String organization(AppName app) {
        return organizations.apply(app).map(OrganizationSlug::value).orElse("");
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
        Optional<OrganizationSlug> organization = organizations.apply(app);
        RunRecord run = new RunRecord(id, kind, app, organization, clock.instant(), plan, parent);
        file.write(
                "INSERT INTO run(id, api, org, kind, app, started_at, plan, parent) VALUES (?, ?, ?, ?, ?, ?, ?, NULLIF(?, ''))",
                id.value(),
                api.value(),
                organization.map(OrganizationSlug::value).orElse(""),
                kind.word(),
                app.value(),
                run.startedAt().toString(),
                JsonText.print(plan),
                parent.map(RunId::value).orElse(""));
        sharing.ifPresent(it -> it.afterWrite(id, false));
        return run;
    }

    /** Adds a run together with the events that are known of it, atomically. */
    public RunRecord startRecovered(
            RunId id, RunKind kind, AppName app, Json.Obj plan, List<RunEvent> known) {
        // Fly is not asked in the middle of a transaction.
        var _ = organization(app);
        Journal unshared =
                new Journal(file, clock, directory, api, organizations, Optional.empty());
        RunRecord run =
                file.atomically(() -> {
                    RunRecord started = unshared.start(id, kind, app, plan);
                    known.forEach(it -> unshared.add(id, it));
                    return started;
                });
        sharing.ifPresent(it -> it.afterWrite(id, false));
        return run;
    }

    /** Adds what became known of a run, atomically. */
    public void addRecovered(RunId run, List<RunEvent> known) {
        sharing.ifPresent(it -> it.beforeWrite(run));
        Journal unshared =
                new Journal(file, clock, directory, api, organizations, Optional.empty());
        int _ =
                file.atomically(() -> {
                    known.forEach(it -> unshared.add(run, it));
                    return known.size();
                });
        boolean isEnd = known.stream().anyMatch(RunEvent.Ended.class::isInstance);
        sharing.ifPresent(it -> it.afterWrite(run, isEnd));
    }

    /** Whether other computers may write to it, too. */
    public boolean isShared() {
        return sharing.isPresent();
    }

    public Optional<RunRecord> run(RunId id) {
        return file
                .read(SELECT_RUN + " AND id = ?", Journal::toRun, api.value(), id.value())
                .stream()
                .findFirst();
    }

    /**
     * Why {@link #run} does not find a run that the state directory has: it belongs to another Fly.
     */
    public Optional<Problem> belongsElsewhere(RunId id) {
        return file
                .read(
                        "SELECT api FROM run WHERE id = ? AND api <> ?",
                        row -> new ApiIdentity(row.text(1)),
                        id.value(),
                        api.value())
                .stream()
                .findFirst()
                .map(other -> JournalProblems.runOfAnotherFly(id, other, api));
    }

    /** The runs without a parent, newest first, at most a thousand. */
    public List<RunRecord> runs() {
        return file.read(
                SELECT_RUN + " AND parent IS NULL" + NEWEST_FIRST,
                Journal::toRun,
                api.value(),
                MAX_ROWS);
    }

    /** An app's runs without a parent, newest first, at most a thousand. */
    public List<RunRecord> runs(AppName app) {
        return file.read(
                SELECT_RUN + IN_ORGANIZATION + " AND app = ? AND parent IS NULL" + NEWEST_FIRST,
                Journal::toRun,
                api.value(),
                organization(app),
                app.value(),
                MAX_ROWS);
    }

    /** An app's runs of one kind, child runs included, newest first, at most a thousand. */
    public List<RunRecord> runs(RunKind kind, AppName app) {
        return file.read(
                SELECT_RUN + IN_ORGANIZATION + " AND kind = ? AND app = ?" + NEWEST_FIRST,
                Journal::toRun,
                api.value(),
                organization(app),
                kind.word(),
                app.value(),
                MAX_ROWS);
    }

    /** How many runs without a parent the state directory has for each other Fly. */
    public Map<ApiIdentity, Long> runsElsewhere() {
        Map<ApiIdentity, Long> counts = new LinkedHashMap<>();
        file.read(
                        "SELECT api, count(*) FROM run WHERE api <> ? AND parent IS NULL GROUP BY api ORDER BY api",
                        JournalFile.Row::columns,
                        api.value())
                .forEach(row ->
                        counts.put(new ApiIdentity(row.getFirst()), Long.parseLong(row.getLast())));
        return counts;
    }

    /** The child runs of {@code parent}, in the order in which they were started. */
    public List<RunRecord> childRuns(RunId parent) {
        return file.read(
                SELECT_RUN + " AND parent = ? ORDER BY rowid",
                Journal::toRun,
                api.value(),
                parent.value());
    }

    /** Adds an event to a run. */
    public void add(RunId run, RunEvent event) {
        sharing.ifPresent(it -> it.beforeWrite(run));
        file.write(
                "INSERT INTO event(run, at, body) VALUES (?, ?, ?)",
                run.value(),
                clock.instant().toString(),
                JsonText.print(Records.write(RunEvent.class, event)));
        sharing.ifPresent(it -> it.afterWrite(run, event instanceof RunEvent.Ended));
    }

    /** A run's events, oldest first. */
    public List<RunEvent> events(RunId run) {
        return file.read(
                "SELECT body FROM event WHERE run = ? ORDER BY id",
                row -> Records.read(RunEvent.class, JsonText.parse(row.text(1))),
                run.value());
    }

    /** An event and when it was written. */
    public record TimedEvent(Instant at, RunEvent event) {}

    /** A run's events with their times, oldest first. */
    public List<TimedEvent> timedEvents(RunId run) {
        return file.read(
                "SELECT at, body FROM event WHERE run = ? ORDER BY id",
                row ->
                        new TimedEvent(
                                Instant.parse(row.text(1)),
                                Records.read(RunEvent.class, JsonText.parse(row.text(2)))),
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
            case RunEvent.TakenUp _,
                    RunEvent.Intended _,
                    RunEvent.Applied _,
                    RunEvent.Interrupted _ ->
                    RunStatus.OPEN;
        };
    }

    /**
     * The app's runs without a parent that are over for no process, but worked on by none: they
     * were interrupted, by whatever. Newest first. Also those of an app of that name in another
     * organisation, so that Fly need not be asked.
     */
    public List<RunRecord> interruptedRuns(AppName app) {
        return file
                .read(
                        SELECT_RUN
                                + " AND app = ? AND parent IS NULL"
                                + LAST_EVENT_LEAVES_OPEN
                                + NEWEST_FIRST,
                        Journal::toRun,
                        api.value(),
                        app.value(),
                        MAX_ROWS)
                .stream()
                .filter(it -> !isActive(it.id()))
                .toList();
    }

    /**
     * Saves what is known of a snapshot: its receipt, and the config of the machine that it was
     * taken from.
     */
    public void saveSnapshot(SnapshotRecord known) {
        file.write(
                "INSERT INTO snapshot(id, api, org, app, volume, run, taken_at, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(api, id) DO NOTHING",
                known.snapshot().value(),
                api.value(),
                organization(known.app()),
                known.app().value(),
                known.volume().value(),
                known.run().value(),
                known.takenAt().toString(),
                JsonText.print(Records.write(SnapshotRecord.class, known)));
        sharing.ifPresent(it -> it.afterWrite(known.run(), false));
    }

    /** What is known of one snapshot, of any app. */
    public Optional<SnapshotRecord> snapshot(SnapshotId id) {
        return file
                .read(
                        "SELECT body FROM snapshot WHERE api = ? AND id = ?",
                        Journal::toSnapshot,
                        api.value(),
                        id.value())
                .stream()
                .findFirst();
    }

    /** What is known of the snapshot that a run took, if it took one. */
    public Optional<SnapshotRecord> snapshotOf(RunId run) {
        return file
                .read(
                        "SELECT body FROM snapshot WHERE api = ? AND run = ?",
                        Journal::toSnapshot,
                        api.value(),
                        run.value())
                .stream()
                .findFirst();
    }

    /**
     * Saves what a run found when it checked a snapshot; what the same run saved before is
     * replaced.
     */
    public void saveCheck(SnapshotCheck check) {
        file.write(
                "INSERT INTO snapshot_check(api, snapshot, run, body) VALUES (?, ?, ?, ?) ON CONFLICT(api, snapshot, run) DO UPDATE SET body = excluded.body",
                api.value(),
                check.snapshot().value(),
                check.run().value(),
                JsonText.print(Records.write(SnapshotCheck.class, check)));
        sharing.ifPresent(it -> it.afterWrite(check.run(), false));
    }

    /** Whether a snapshot, of any app, is known to be good or bad: the check that counts. */
    public Optional<SnapshotCheck> check(SnapshotId snapshot) {
        return SnapshotCheck.decisive(
                file.read(
                        "SELECT body FROM snapshot_check WHERE api = ? AND snapshot = ?",
                        row -> Records.read(SnapshotCheck.class, JsonText.parse(row.text(1))),
                        api.value(),
                        snapshot.value()));
    }

    public boolean isKnownToBeBad(SnapshotId snapshot) {
        return check(snapshot).filter(SnapshotCheck::isBad).isPresent();
    }

    /**
     * What a run wrote when it took a copy, whatever lies in the store today.
     *
     * @param manifest of the copy
     * @param app whose it is, if one was named
     * @param store where it was kept, as it is found from any directory
     */
    public record TakenCopy(RunId run, Json.Obj manifest, Optional<AppName> app, String store) {}

    /**
     * Saves what was taken; a copy belongs to no Fly. Nothing follows it, so that it is delivered
     * like the end of a run.
     */
    public void saveCopy(TakenCopy copy) {
        file.write(
                "INSERT INTO copy(run, manifest, app, store, elsewhere) VALUES (?, ?, ?, ?, 0) ON CONFLICT(run) DO NOTHING",
                copy.run().value(),
                JsonText.print(copy.manifest()),
                copy.app().map(AppName::value).orElse(""),
                copy.store());
        sharing.ifPresent(it -> it.afterWrite(copy.run(), true));
    }

    /** Where copies of the app were kept from this computer; the latest first, at most ten. */
    public List<String> copyStores(AppName app) {
        return file.read(
                "SELECT store FROM copy WHERE app = ? AND store <> '' AND elsewhere = 0 GROUP BY store ORDER BY max(rowid) DESC LIMIT 10",
                row -> row.text(1),
                app.value());
    }

    /**
     * Into which buckets other computers that share this journal, and not this one, have put
     * copies; the latest first, at most ten. This one's keys need not be for them.
     */
    public List<String> copyBucketsElsewhere(AppName app) {
        return file.read(
                "SELECT store FROM copy WHERE app = ? AND store LIKE 's3://%' GROUP BY store HAVING min(elsewhere) = 1 ORDER BY max(rowid) DESC LIMIT 10",
                row -> row.text(1), app.value());
    }

    /** Into which directories other computers that share this journal have put copies. */
    public List<String> copyDirectoriesElsewhere(AppName app) {
        return file.read(
                "SELECT DISTINCT store FROM copy WHERE app = ? AND elsewhere = 1 AND store LIKE '/%' ORDER BY store LIMIT 10",
                row -> row.text(1), app.value());
    }

    /** The manifest of the copy that a run took. */
    public Optional<Json.Obj> copyManifest(RunId run) {
        return file
                .read(
                        "SELECT manifest FROM copy WHERE run = ?",
                        row -> JsonText.parseObject(row.text(1)),
                        run.value())
                .stream()
                .findFirst();
    }

    /** The volumes of which flysnap has taken a snapshot for the app, also those that are gone. */
    public List<VolumeId> volumes(AppName app) {
        return file.read(
                "SELECT DISTINCT volume FROM snapshot WHERE api = ?"
                        + IN_ORGANIZATION
                        + " AND app = ? ORDER BY volume",
                row -> new VolumeId(row.text(1)),
                api.value(),
                organization(app),
                app.value());
    }

    /** What is known of the app's snapshots, newest first, at most a thousand. */
    public List<SnapshotRecord> snapshots(AppName app) {
        return snapshots(app, MAX_ROWS, 0);
    }

    /**
     * What the newest of these snapshots tells that tells anything. Reads no more of them than that
     * needs: a fleet asks it for each of its volumes.
     */
    public <T> Optional<T> newestSnapshot(AppName app, Function<SnapshotRecord, Optional<T>> told) {
        for (int offset = 0; offset < MAX_ROWS; offset += PAGE_ROWS) {
            List<SnapshotRecord> page = snapshots(app, PAGE_ROWS, offset);
            Optional<T> found = page.stream().flatMap(it -> told.apply(it).stream()).findFirst();
            if (found.isPresent() || page.size() < PAGE_ROWS) {
                return found;
            }
        }
        return Optional.empty();
    }

    private List<SnapshotRecord> snapshots(AppName app, int rows, int offset) {
        return file.read(
                "SELECT body FROM snapshot WHERE api = ?"
                        + IN_ORGANIZATION
                        + " AND app = ? ORDER BY taken_at DESC LIMIT ? OFFSET ?",
                Journal::toSnapshot,
                api.value(),
                organization(app),
                app.value(),
                rows,
                offset);
    }

    /**
     * Takes the lock on {@code key} for a run, also from a holder whose process is dead.
     *
     * @throws dev.flysnap.problem.FlysnapException (exit 11) if another run holds it, with who and
     *     since when
     */
    public Lock lock(LockKey key, RunId run) {
        Lock.Row row = new Lock.Row(api, organization(key.app()), key, run);
        Lock lock = Lock.take(file, directory, liveness(), row, clock.instant(), locked::remove);
        Lock both = sharing.map(it -> lock.and(() -> it.lock(api, key, run))).orElse(lock);
        locked.add(run);
        return both;
    }

    /**
     * The run that this process works on, if any; of a fleet, and of a move that takes a snapshot,
     * the whole. Reads nothing: also for a process that has to end at once.
     */
    public Optional<RunId> currentRun() {
        return locked.stream().findFirst();
    }

    /** Whether some process works on the run right now. */
    public boolean isActive(RunId run) {
        return Lock.isHeld(file, directory, run)
                || sharing.filter(it -> it.isActive(run)).isPresent();
    }

    /** What the store that it is shared by still lacks, if that could not be reached. */
    public Optional<Problem> undelivered() {
        return sharing.flatMap(Sharing::undelivered);
    }

    private synchronized LivenessFile liveness() {
        LivenessFile current = liveness.orElseGet(() -> LivenessFile.in(directory));
        liveness = Optional.of(current);
        return current;
    }

    @Override
    public synchronized void close() {
        sharing.ifPresent(Sharing::close);
        liveness.ifPresent(LivenessFile::close);
        liveness = Optional.empty();
        file.close();
    }

    private static RunRecord toRun(JournalFile.Row row) {
        return new RunRecord(
                new RunId(row.text(1)),
                RunKind.of(row.text(2)),
                new AppName(row.text(3)),
                row.optional(7).map(OrganizationSlug::new),
                Instant.parse(row.text(4)),
                JsonText.parseObject(row.text(5)),
                row.optional(6).map(RunId::new));
    }

    private static SnapshotRecord toSnapshot(JournalFile.Row row) {
        return Records.read(SnapshotRecord.class, JsonText.parse(row.text(1)));
    }
}
