package dev.flysnap.time;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether somebody wants this process to stop. Work asks at its safe points ({@link #check}). When
 * the wish comes, waits and reads end at once; a change that has been sent gets some more time for
 * its answer, until {@link #giveUp}. Work that gives something back is protected from all of that.
 * Thread-safe.
 */
public final class Interruption {
    /** Inherited by nothing: what is protected is the thread's own work. */
    private static final ScopedValue<Boolean> PROTECTED = ScopedValue.newInstance();

    private final Set<Registration> waits = new LinkedHashSet<>();
    private final Set<Registration> changes = new LinkedHashSet<>();
    private boolean isRequested;
    private boolean hasGivenUp;
    private boolean hasSeenChange;

    /** Something that can be ended early, until it is closed. */
    public static final class Registration implements AutoCloseable {
        private final Interruption interruption;
        private final Set<Registration> among;
        private final Runnable end;

        private Registration(Interruption interruption, Set<Registration> among, Runnable end) {
            this.interruption = interruption;
            this.among = among;
            this.end = end;
        }

        /** From now on it is not ended any more. */
        @Override
        public void close() {
            synchronized (interruption) {
                among.remove(this);
            }
        }
    }

    /** Asks everybody to stop, and ends the waits. */
    public synchronized void request() {
        isRequested = true;
        waits.forEach(it -> it.end.run());
    }

    /** Also ends the changes whose answer has not come yet. */
    public synchronized void giveUp() {
        hasGivenUp = true;
        changes.forEach(it -> it.end.run());
    }

    /** Whether this thread is to stop: somebody wants that, and it is not protected. */
    public synchronized boolean isRequested() {
        return isRequested && !PROTECTED.isBound();
    }

    /** Whether this thread is to stop without waiting for the answer to a change. */
    public synchronized boolean hasGivenUp() {
        return hasGivenUp && !PROTECTED.isBound();
    }

    /** Whether any change has been begun. */
    public synchronized boolean hasSeenChange() {
        return hasSeenChange;
    }

    /**
     * A safe point.
     *
     * @throws Sleeper.Interrupted if this thread is to stop
     */
    public void check() {
        if (isRequested()) {
            throw new Sleeper.Interrupted();
        }
    }

    /**
     * This thread begins something that changes nothing.
     *
     * @param end ends it early, from another thread
     */
    public synchronized Registration duringWait(Runnable end) {
        return register(waits, end, isRequested());
    }

    /**
     * This thread begins a change.
     *
     * @param end stops waiting for its answer, from another thread
     */
    public synchronized Registration duringChange(Runnable end) {
        hasSeenChange = true;
        return register(changes, end, hasGivenUp());
    }

    /**
     * This thread orders something that it takes back itself: without the answer it could not. As a
     * change it is waited for, and it is none.
     *
     * @param end stops waiting for its answer, from another thread
     */
    public synchronized Registration duringOrder(Runnable end) {
        return register(changes, end, hasGivenUp());
    }

    private Registration register(Set<Registration> among, Runnable end, boolean isLate) {
        Registration registration = new Registration(this, among, end);
        if (!PROTECTED.isBound()) {
            among.add(registration);
        }
        if (isLate) {
            end.run();
        }
        return registration;
    }

    /** Work that is completed whatever is requested meanwhile, since it gives something back. */
    public <T> T protect(Supplier<T> work) {
        return ScopedValue.where(PROTECTED, true).call(work::get);
    }

    /** The same without a result. */
    public void runProtected(Runnable work) {
        ScopedValue.where(PROTECTED, true).run(work);
    }

    /** As {@link #awaitResult}, without one. */
    public void await(Runnable wait) {
        boolean _ =
                awaitResult(() -> {
                    wait.run();
                    return true;
                });
    }

    /**
     * Waits on this thread.
     *
     * @param wait ends early, with any exception, when its thread is interrupted
     * @throws Sleeper.Interrupted if this thread is to stop
     */
    public <T> T awaitResult(Supplier<T> wait) {
        check();
        Thread waiting = Thread.currentThread();
        try (Registration _ = duringWait(waiting::interrupt)) {
            return wait.get();
        } finally {
            if (isRequested()) {
                // It has done its work: what is given back now must be able to wait.
                boolean _ = Thread.interrupted();
            }
        }
    }

    /** A sleeper whose waits end when this is requested. */
    public Sleeper cutting(Sleeper sleeper) {
        return duration -> await(() -> sleeper.sleep(duration));
    }
}
