package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.SqliteProblems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The write locks of one or several databases, all or none. For one thread. */
final class WriteLocks implements AutoCloseable {
    /** With one database locked, the others have to follow within this time or all are let go. */
    private static final Duration ALL_WITHIN = Duration.ofMillis(40);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);

    private final List<Database> databases = new ArrayList<>();

    private WriteLocks() {}

    /**
     * Opens all of them, and locks none.
     *
     * @throws FlysnapException if one is not what it should be
     */
    static WriteLocks open(List<Path> files) {
        WriteLocks locks = new WriteLocks();
        try {
            refuseUnwritable(files);
            for (Path file : files) {
                locks.databases.add(Database.openWithoutCache(file));
            }
            return locks;
        } catch (RuntimeException e) {
            locks.close();
            throw e;
        }
    }

    /**
     * A file that we cannot write is opened read-only by SQLite without a word, and there BEGIN
     * IMMEDIATE succeeds and locks nothing: whoever can write would go on. Told by access(2), which
     * opens nothing.
     */
    private static void refuseUnwritable(List<Path> files) {
        for (Path file : files) {
            if (Files.exists(file) && !Files.isWritable(file)) {
                throw SqliteProblems.readOnly(file).exception();
            }
        }
    }

    void refuseUnwritable() {
        refuseUnwritable(databases.stream().map(Database::file).toList());
    }

    /**
     * Locks all.
     *
     * @param wait how long to try; writers go on meanwhile
     * @param wanted asked while it waits: nobody is locked out any more once they are not
     * @return false if they were not wanted any more
     * @throws FlysnapException if one stays busy
     */
    boolean take(Duration wait, BooleanSupplier wanted) {
        long deadline = System.nanoTime() + wait.toNanos();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
            Optional<Path> busy = tryOnce(left, wanted);
            if (busy.isEmpty()) {
                return true;
            }
            if (!wanted.getAsBoolean()) {
                return false;
            }
            if (System.nanoTime() - deadline >= 0) {
                throw SqliteProblems.busy(busy.get(), wait).exception();
            }
            // Nothing is locked now: writers get their turn before the next try.
            Backoff.sleep(pause);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
        }
    }

    /**
     * Locks all, or none and says which one was busy. The next try waits for that one before it
     * locks any other: one that stays busy keeps nobody off the others.
     */
    Optional<Path> tryOnce(Duration first, BooleanSupplier wanted) {
        List<Database> locked = new ArrayList<>();
        long othersUntil = 0;
        for (Database database : databases) {
            Duration wait =
                    locked.isEmpty()
                            ? first
                            : Duration.ofNanos(Math.max(0, othersUntil - System.nanoTime()));
            boolean got = false;
            try {
                got = database.beginImmediate(wait, wanted);
            } finally {
                if (!got) {
                    locked.forEach(Database::rollback);
                }
            }
            if (!got) {
                databases.remove(database);
                databases.addFirst(database);
                return Optional.of(database.file());
            }
            if (locked.isEmpty()) {
                othersUntil = System.nanoTime() + ALL_WITHIN.toNanos();
            }
            locked.add(database);
        }
        return Optional.empty();
    }

    void release() {
        databases.forEach(Database::rollback);
    }

    /** Ends every transaction, whatever happened before. */
    @Override
    public void close() {
        for (Database database : databases) {
            try {
                database.close();
            } catch (FlysnapException e) {
                // SQLite frees the locks with the handle; the next open tells what is wrong.
            }
        }
    }
}
