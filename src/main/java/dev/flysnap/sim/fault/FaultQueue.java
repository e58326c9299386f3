package dev.flysnap.sim.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The queued faults. Thread-safe. */
public final class FaultQueue {
    private static final int MAX_FAULTS = 1_000;

    private final List<PendingFault> pending = new ArrayList<>();

    private Rule rule = (_, _, _) -> Optional.empty();

    private record PendingFault(Fault fault, int seen) {}

    /** Decides for every request whether it fails. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param operation such as {@code volumes.create}
         */
        Optional<Fault.Kind> of(String operation, String method, String path);
    }

    /** Sets the rule for requests that no queued fault matches. */
    public synchronized void setRule(Rule changed) {
        rule = changed;
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if 1,000 are queued
     */
    public synchronized void queue(Fault fault) {
        if (pending.size() >= MAX_FAULTS) {
            throw new IllegalArgumentException(MAX_FAULTS + " faults are queued already");
        }
        pending.add(new PendingFault(fault, 0));
    }

    /** The queued faults that have not occurred yet. */
    public synchronized List<Fault> pending() {
        return pending.stream().map(PendingFault::fault).toList();
    }

    public synchronized void clear() {
        pending.clear();
    }

    /** Counts a request for all queued faults; removes and returns the first that matches. */
    public Optional<Fault.Kind> match(String operation, String method, String path) {
        Optional<Fault> queued = matchQueued(operation, method, path);
        Rule current;
        synchronized (this) {
            current = rule;
        }
        Optional<Fault.Kind> ruled = current.of(operation, method, path);
        return queued.map(Fault::kind).or(() -> ruled);
    }

    private synchronized Optional<Fault> matchQueued(String operation, String method, String path) {
        Optional<Fault> hit = Optional.empty();
        for (int i = 0; i < pending.size(); i++) {
            PendingFault it = pending.get(i);
            if (!it.fault().call().matches(operation, method, path)) {
                continue;
            }
            int seen = it.seen() + 1;
            if (seen >= it.fault().nth() && hit.isEmpty()) {
                hit = Optional.of(it.fault());
                pending.remove(i--);
            } else {
                pending.set(i, new PendingFault(it.fault(), seen));
            }
        }
        return hit;
    }
}
