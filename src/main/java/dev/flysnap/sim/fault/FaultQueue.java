package dev.flysnap.sim.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The queued faults. Thread-safe. */
public final class FaultQueue {
    private static final int MAX = 1_000;

    private final List<Waiting> waiting = new ArrayList<>();

    private Rule rule = (_, _, _) -> Optional.empty();

    private record Waiting(Fault fault, int seen) {}

    /** Sees every request and may make it fail. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param operation such as {@code volumes.create}
         */
        Optional<Fault.Kind> of(String operation, String method, String path);
    }

    /** Sets the rule for requests that no queued fault matches. */
    public synchronized void watch(Rule watcher) {
        rule = watcher;
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if 1,000 wait already
     */
    public synchronized void queue(Fault fault) {
        if (waiting.size() >= MAX) {
            throw new IllegalArgumentException(MAX + " faults wait already");
        }
        waiting.add(new Waiting(fault, 0));
    }

    /** The faults that were not used yet. */
    public synchronized List<Fault> waiting() {
        return waiting.stream().map(Waiting::fault).toList();
    }

    public synchronized void clear() {
        waiting.clear();
    }

    /** Counts a request for all queued faults; the first that matches is used up. */
    public Optional<Fault.Kind> hit(String operation, String method, String path) {
        Optional<Fault> waited = waited(operation, method, path);
        Rule asked;
        synchronized (this) {
            asked = rule;
        }
        Optional<Fault.Kind> ruled = asked.of(operation, method, path);
        return waited.map(Fault::kind).or(() -> ruled);
    }

    private synchronized Optional<Fault> waited(String operation, String method, String path) {
        Optional<Fault> hit = Optional.empty();
        for (int i = 0; i < waiting.size(); i++) {
            Waiting it = waiting.get(i);
            if (!it.fault().call().matches(operation, method, path)) {
                continue;
            }
            int seen = it.seen() + 1;
            if (seen >= it.fault().nth() && hit.isEmpty()) {
                hit = Optional.of(it.fault());
                waiting.remove(i--);
            } else {
                waiting.set(i, new Waiting(it.fault(), seen));
            }
        }
        return hit;
    }
}
