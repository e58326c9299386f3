package dev.flysnap.agent.check;

import dev.flysnap.agent.quiesce.DatabaseAccess;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.CheckAnswer.DatabaseCheck;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.check.LiveVerification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One check, in a thread of its own. It ends when nobody asks for it any more. */
final class LiveCheck {
    /** Callers ask far more often. */
    static final Duration ABANDONED_AFTER = Duration.ofMinutes(1);

    private static final String CALLED_OFF =
            "the check gave way to a quiesce or the end of the machine, or nobody asked for it any more";

    private final CheckRequest request;
    private final InstantSource clock;
    private final List<DatabaseCheck> found = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Instant lastAsked;
    private volatile boolean calledOff;
    private volatile boolean gaveUp;

    private LiveCheck(CheckRequest request, InstantSource clock) {
        this.request = request;
        this.clock = clock;
        this.lastAsked = clock.instant();
    }

    static LiveCheck begin(
            CheckRequest request,
            List<NamedDatabase> databases,
            DatabaseAccess.Use use,
            InstantSource clock) {
        LiveCheck check = new LiveCheck(request, clock);
        Thread.ofPlatform().daemon().name("flysnap-check").start(() -> check.run(databases, use));
        return check;
    }

    private void run(List<NamedDatabase> databases, DatabaseAccess.Use use) {
        try (use) {
            databases.forEach(it -> found.add(check(it)));
        } finally {
            done.countDown();
        }
    }

    private DatabaseCheck check(NamedDatabase database) {
        String name = database.name();
        Path file = database.real();
        String path = file.toString();
        if (!isWanted()) {
            return calledOff(name, path);
        }
        try {
            LiveVerification verified =
                    LiveVerification.of(
                            file,
                            request.depth(),
                            Duration.ofMillis(request.limitMs()),
                            this::isWanted);
            if (!verified.unfinished().isEmpty()) {
                return isWanted()
                        ? DatabaseCheck.notChecked(name, path, verified.unfinished())
                        : calledOff(name, path);
            }
            return verified.problems().isEmpty()
                    ? DatabaseCheck.ok(name, path, verified.foreignKeyViolations())
                    : DatabaseCheck.bad(name, path, verified.problems());
        } catch (FlysnapException e) {
            return DatabaseCheck.notChecked(
                    name, path, "%s %s".formatted(e.problem().what(), e.problem().why()));
        } catch (RuntimeException e) {
            return DatabaseCheck.notChecked(
                    name, path, "this is a defect of the agent's own: " + e);
        }
    }

    private DatabaseCheck calledOff(String name, String path) {
        gaveUp = true;
        return DatabaseCheck.notChecked(name, path, CALLED_OFF);
    }

    private boolean isWanted() {
        return !calledOff && clock.instant().isBefore(lastAsked.plus(ABANDONED_AFTER));
    }

    CheckRequest request() {
        return request;
    }

    void asked() {
        lastAsked = clock.instant();
    }

    void callOff() {
        calledOff = true;
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /** Whether every database was looked at, as far as it could be. */
    boolean isComplete() {
        return !gaveUp;
    }

    void await(Duration limit) {
        try {
            boolean _ = done.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The databases that are done. */
    List<DatabaseCheck> found() {
        return List.copyOf(found);
    }
}
