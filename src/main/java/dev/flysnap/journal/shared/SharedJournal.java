package dev.flysnap.journal.shared;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.RunRows;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.storage.Condition;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.ListedObject;
import dev.flysnap.storage.SmallObject;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps the runs and locks of one journal in a store as well. */
public final class SharedJournal implements Journal.Sharing {
    private static final String RUNS = "runs/";
    private static final Duration RENEW_EACH = Duration.ofMinutes(1);

    /** How long the end of a run waits for a store that is away. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);

    /** A store that is away is not asked again with each write: holds must not wait for it. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    /** Whatever the clocks say, a lock of then is over. */
    private static final Duration LONG_OVER = Duration.ofDays(1);

    private static final int MANY = 20;
    private static final int MAX_TOLD = 3;
    private static final int MAX_CONFLICTS = 20;

    private final RunRows rows;
    private final ConditionalObjects objects;
    private final TeamKeys keys;
    private final InstantSource clock;
    private final Sleeper sleeper;
    private final Consumer<String> notes;
    private final List<Lease> leases = new CopyOnWriteArrayList<>();
    private final Set<RunId> activeElsewhere = new HashSet<>();
    private final Set<String> told = new HashSet<>();
    private Instant pausedUntil = Instant.MIN;
    private Optional<Problem> away = Optional.empty();
    private Optional<Thread> renewing = Optional.empty();

    private SharedJournal(
            RunRows rows,
            ConditionalObjects objects,
            TeamKeys keys,
            InstantSource clock,
            Sleeper sleeper,
            Consumer<String> notes) {
        this.rows = rows;
        this.objects = objects;
        this.keys = keys;
        this.clock = clock;
        this.sleeper = sleeper;
        this.notes = notes;
    }

    /**
     * Takes over what others have written, and sends what was not sent. Where the store is away,
     * the journal is as it was here.
     *
     * @param notes told what the user should know meanwhile, a line each
     */
    public static Journal of(
            Journal journal,
            ConditionalObjects objects,
            TeamKeys keys,
            InstantSource clock,
            Sleeper sleeper,
            Consumer<String> notes) {
        return journal.sharedBy(
                objects.where(),
                rows -> {
                    SharedJournal shared =
                            new SharedJournal(rows, objects, keys, clock, sleeper, notes);
                    shared.join();
                    return shared;
                });
    }

    private synchronized void join() {
        try {
            update();
        } catch (FlysnapException e) {
            isAway(e);
            notes.accept(
                    "note: %s What is known here is from before. %s"
                            .formatted(e.problem().what(), e.problem().why()));
        }
    }

    private void isAway(FlysnapException e) {
        away = Optional.of(e.problem());
        pausedUntil = clock.instant().plus(PAUSE);
    }

    private void receive() {
        Map<String, String> known = rows.versions();
        List<String> unread = new ArrayList<>();
        for (ListedObject listed : objects.list(RUNS)) {
            String run = listed.name().substring(RUNS.length());
            if (!listed.version().equals(known.get(run))) {
                objects.read(listed.name()).ifPresent(it -> takeOver(listed.name(), it, unread));
            }
        }
        tellUnread(unread);
        activeElsewhere.clear();
        Instant today = clock.instant().minus(LONG_OVER);
        for (ListedObject listed : objects.list(LockBody.FOLDER)) {
            if (listed.modifiedAt().isBefore(today)) {
                continue;
            }
            objects.read(listed.name())
                    .filter(LockBody::isYoung)
                    .flatMap(it -> lock(listed.name(), it))
                    .filter(it -> !it.released() && !it.journal().equals(rows.journalId()))
                    .ifPresent(it -> activeElsewhere.add(new RunId(it.run())));
        }
    }

    /** Once, however often it is met; with another identity than the team's it is every run. */
    private void tellUnread(List<String> unread) {
        unread.removeIf(told::contains);
        told.addAll(unread);
        unread.stream().limit(MAX_TOLD).forEach(it -> notes.accept("note: " + it));
        if (unread.size() > MAX_TOLD) {
            notes.accept(
                    "note: and %s more in %s cannot be read: flysnap doctor"
                            .formatted(unread.size() - MAX_TOLD, objects.where()));
        }
    }

    private Optional<LockBody> lock(String name, SmallObject object) {
        try {
            return Optional.of(LockBody.of(name, object));
        } catch (FlysnapException e) {
            notes.accept("note: " + e.problem().what());
            return Optional.empty();
        }
    }

    /** One that cannot be read is left alone: the others can. */
    private void takeOver(String name, SmallObject object, List<String> unread) {
        try {
            RunRows.Document theirs = keys.unseal(name, object.bytes());
            if (name.equals(nameOf(theirs.run()))) {
                var _ = rows.merge(theirs, object.version());
            }
        } catch (MalformedJson e) {
            unread.add("%s in %s is of another flysnap.".formatted(name, objects.where()));
        } catch (FlysnapException e) {
            unread.add("%s %s".formatted(e.problem().what(), e.problem().why()));
        }
    }

    /**
     * Whether something of what was written last cannot be read with these keys: then the others
     * may not be able to read what is written here either.
     */
    public static Optional<Problem> unread(ConditionalObjects objects, TeamKeys keys) {
        try {
            objects.list(RUNS).stream()
                    .sorted(Comparator.comparing(ListedObject::modifiedAt).reversed())
                    .limit(MANY)
                    .map(ListedObject::name)
                    .forEach(name ->
                            objects.read(name).ifPresent(it -> requireReadable(name, it, keys)));
            return Optional.empty();
        } catch (FlysnapException e) {
            if (e.problem().exit() != ExitCode.CHECK_NOT_MET) {
                throw e;
            }
            return Optional.of(SharedProblems.otherKeys(objects.where(), e.problem()));
        }
    }

    private static void requireReadable(String name, SmallObject object, TeamKeys keys) {
        try {
            var _ = keys.unseal(name, object.bytes());
        } catch (MalformedJson e) {
            // Of another version, whose keys are the same.
        }
    }

    private static String nameOf(String run) {
        return RUNS + run;
    }

    private void sendAll() {
        List<RunId> unsent = rows.unsent();
        if (unsent.size() > MANY) {
            notes.accept("note: sending %d runs to %s".formatted(unsent.size(), objects.where()));
        }
        Optional<FlysnapException> refused = Optional.empty();
        for (RunId run : unsent) {
            try {
                send(run);
            } catch (FlysnapException e) {
                // Where the object is not ours, the others can be sent all the same.
                if (e.problem().exit() != ExitCode.CHECK_NOT_MET) {
                    throw e;
                }
                refused = Optional.of(e);
            }
        }
        away = refused.map(FlysnapException::problem);
    }

    private void send(RunId run) {
        String name = nameOf(run.value());
        for (int i = 0; i < MAX_CONFLICTS; i++) {
            RunRows.Export export = rows.export(run);
            Optional<String> known = Optional.ofNullable(rows.versions().get(run.value()));
            Optional<String> version =
                    objects.put(
                            name,
                            keys.seal(export.document()),
                            known.<Condition>map(Condition.Version::new)
                                    .orElse(new Condition.Absent()));
            if (version.isPresent()) {
                rows.sent(run, export.changes(), version.get());
                return;
            }
            Optional<SmallObject> theirs = objects.read(name);
            if (theirs.isEmpty()) {
                rows.forget(run);
                continue;
            }
            RunRows.Document document = keys.unseal(name, theirs.get().bytes());
            if (!document.run().equals(run.value())) {
                throw SharedProblems.foreign(name).exception();
            }
            if (rows.merge(document, theirs.get().version())) {
                requireNotOurs(run);
            }
        }
        throw SharedProblems.busy(objects.where(), run.value()).exception();
    }

    /** Nobody else may write a run that this process has locked. */
    private void requireNotOurs(RunId run) {
        for (Lease lease : leases) {
            if (lease.run().equals(run.value())) {
                Problem taken = SharedProblems.takenOver(run.value(), "another journal");
                lease.lose(taken);
                throw taken.exception();
            }
        }
    }

    @Override
    public void beforeWrite(RunId run) {
        leases.forEach(Lease::require);
    }

    @Override
    public synchronized void afterWrite(RunId run, boolean isEnd) {
        if (isEnd) {
            deliver();
        } else if (!clock.instant().isBefore(pausedUntil)) {
            try {
                sendAll();
            } catch (FlysnapException e) {
                stopIfTakenOver(e);
                isAway(e);
            }
        }
    }

    private static void stopIfTakenOver(FlysnapException e) {
        if (e.problem().code().equals("run-taken-over")) {
            throw e;
        }
    }

    /** Waits for the store, for a while. */
    private void deliver() {
        Instant until = clock.instant().plus(MAX_WAIT);
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                sendAll();
                return;
            } catch (FlysnapException e) {
                stopIfTakenOver(e);
                if (pause.equals(FIRST_PAUSE)) {
                    notes.accept(
                            "note: %s The work is done and recorded here; waiting at most %d minutes until it is recorded there, too. %s"
                                    .formatted(
                                            e.problem().what(),
                                            MAX_WAIT.toMinutes(),
                                            e.problem().why()));
                }
                isAway(e);
                if (clock.instant().plus(pause).isAfter(until)) {
                    return;
                }
            }
            try {
                sleeper.sleep(pause);
            } catch (Sleeper.Interrupted e) {
                // It is recorded here; the next command sends it.
                return;
            }
            pause = pause.multipliedBy(2).compareTo(PAUSE) < 0 ? pause.multipliedBy(2) : PAUSE;
        }
    }

    @Override
    public synchronized Optional<Problem> undelivered() {
        if (away.isPresent()) {
            try {
                sendAll();
            } catch (FlysnapException e) {
                isAway(e);
            }
        }
        int runs = rows.unsent().size();
        return away.filter(_ -> runs > 0)
                .map(it -> SharedProblems.undelivered(objects.where(), runs, it));
    }

    @Override
    public Runnable lock(ApiIdentity api, LockKey key, RunId run) {
        Lease lease;
        try {
            lease =
                    Lease.take(
                            objects,
                            clock,
                            LockBody.nameOf(api, key),
                            LockBody.of(key, run.value(), rows.journalId(), clock.instant()));
        } catch (FlysnapException e) {
            throw refused(key, e);
        }
        try {
            // What happened between opening the journal and the lock.
            update();
        } catch (FlysnapException e) {
            lease.release();
            throw refused(key, e);
        }
        leases.add(lease);
        renewFromNowOn();
        return () -> {
            boolean _ = leases.remove(lease);
            lease.release();
        };
    }

    private synchronized void update() {
        receive();
        sendAll();
    }

    private FlysnapException refused(LockKey key, FlysnapException e) {
        return switch (e.problem().code()) {
            case "locked" -> e;
            case S3Bucket.NO_CONDITIONS ->
                    SharedProblems.conditionsUnknown(objects.where()).exception(e);
            default -> SharedProblems.away(key.text(), e.problem()).exception(e);
        };
    }

    private synchronized void renewFromNowOn() {
        if (renewing.isEmpty()) {
            renewing = Optional.of(Thread.ofVirtual().start(this::renewUntilInterrupted));
        }
    }

    private void renewUntilInterrupted() {
        try {
            while (true) {
                Thread.sleep(RENEW_EACH);
                renewAll();
            }
        } catch (InterruptedException e) {
            // It is closed.
        }
    }

    private void renewAll() {
        for (Lease lease : leases) {
            try {
                lease.renew();
            } catch (FlysnapException e) {
                // Tried again in a minute; whoever writes asks before whether it still holds.
            }
        }
    }

    @Override
    public synchronized boolean isActive(RunId run) {
        return activeElsewhere.contains(run);
    }

    @Override
    public synchronized void close() {
        renewing.ifPresent(Thread::interrupt);
    }
}
