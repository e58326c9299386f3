package dev.flysnap.agent;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeAnswer;
import dev.flysnap.contract.StatusAnswer.ActiveLease;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.Quiesced;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who keeps writers off, and who did: one at a time, the same attempt the same lease, every end
 * remembered for a while so that a lost answer can be had again.
 */
final class Leases {
    /** For how long what became of a lease can be asked, by the contract. */
    static final Duration KEPT = Duration.ofMinutes(10);

    /** More ended leases than this are not remembered; the oldest goes first. */
    private static final int MAX_KEPT = 1000;

    /** After a stop signal, so that the app's last writes are not kept waiting. */
    private static final Duration REFUSED_AFTER_STOP = Duration.ofSeconds(30);

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);

    private final AgentSettings settings;
    private final Quiescer quiescer;
    private final Tally counters;
    private final InstantSource clock;

    /** By attempt, oldest first. Guarded by this. */
    private final Map<String, Lease> leases = new LinkedHashMap<>();

    private Instant refusedUntil = Instant.MIN;

    Leases(AgentSettings settings, Quiescer quiescer, Tally counters, InstantSource clock) {
        this.settings = settings;
        this.quiescer = quiescer;
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * Quiesces, or gives the same attempt its lease again.
     *
     * @param receivedNanos when the request came, as {@link System#nanoTime}
     */
    QuiesceAnswer quiesce(QuiesceRequest request, long receivedNanos) {
        quiescer.check(request);
        Admission admission = admit(request);
        Lease lease = admission.lease();
        if (admission.isNew()) {
            work(lease);
        }
        Quiesced quiesced = lease.await(JOIN_LIMIT);
        return answer(lease, quiesced, receivedNanos);
    }

    private record Admission(Lease lease, boolean isNew) {}

    private synchronized Admission admit(QuiesceRequest request) {
        forget();
        Optional<Lease> same = Optional.ofNullable(leases.get(request.attempt()));
        if (same.isPresent()) {
            if (!same.get().request().equals(request)) {
                throw HookRefusal.badRequest(
                        "attempt " + request.attempt() + " was another request before");
            }
            return new Admission(same.get(), false);
        }
        if (isStopping()) {
            throw HookRefusal.stopping();
        }
        leases.values().stream()
                .filter(Lease::isActive)
                .findFirst()
                .ifPresent(other -> {
                    throw HookRefusal.leaseActive(other.request().attempt());
                });
        Lease lease = new Lease(request);
        leases.put(request.attempt(), lease);
        return new Admission(lease, true);
    }

    private void work(Lease lease) {
        try {
            succeeded(lease, quiescer.quiesce(lease.request(), lease.cancellation()));
        } catch (RuntimeException e) {
            failed(lease, e);
        } catch (Error e) {
            // A lease that nobody ends would be in everybody's way until the next start.
            failed(lease, e);
            throw e;
        }
    }

    private void succeeded(Lease lease, QuiescedSet result) {
        lease.succeeded(result);
        counters.quiesced(clock.instant());
    }

    private void failed(Lease lease, Throwable problem) {
        counters.failed();
        // Nothing is held: the same attempt may be tried again.
        forget(lease);
        lease.failed(problem);
    }

    private boolean isStopping() {
        return clock.instant().isBefore(refusedUntil);
    }

    private QuiesceAnswer answer(Lease lease, Quiesced quiesced, long receivedNanos) {
        Duration remaining = quiesced.remaining();
        boolean held = quiesced.isHeld();
        if (lease.wasHeldWhenAnswered() && !held) {
            throw HookRefusal.leaseEnded(
                    HookCodes.ATTEMPT_OVER, lease.ending(), quiesced.heldFor());
        }
        // The caller counts from when it sent, which was no later than when it came here.
        Duration fromReceipt =
                held ? remaining.plusNanos(System.nanoTime() - receivedNanos) : Duration.ZERO;
        List<String> warnings = quiescer.warnings();
        return new QuiesceAnswer(
                lease.id(),
                fromReceipt.toMillis(),
                settings.identity().app(),
                settings.identity().machineId(),
                Database.libraryVersion(),
                settings.appSqliteVersion(),
                Quiescer.states(quiesced, held),
                warnings.isEmpty() ? Optional.empty() : Optional.of(warnings),
                Optional.of(Look.LEVEL));
    }

    /**
     * Ends a hold. The answer can be had again until it is forgotten.
     *
     * @throws HookRefusal if the lease is unknown, or had ended before
     */
    ResumeAnswer resume(String id) {
        Lease lease = byId(id).orElseThrow(HookRefusal::leaseUnknown);
        try {
            return lease.resume();
        } finally {
            // From now on it counts as over.
            forget();
        }
    }

    private synchronized Optional<Lease> byId(String id) {
        forget();
        return leases.values().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /** The hold that is on right now. */
    synchronized Optional<ActiveLease> active() {
        forget();
        return leases.values().stream()
                .flatMap(lease ->
                        lease.done().filter(Quiesced::isHeld).stream()
                                .map(it ->
                                        new ActiveLease(
                                                lease.request().attempt(),
                                                it.heldFor().toMillis(),
                                                it.remaining().toMillis())))
                .findFirst();
    }

    /**
     * Lets writers go, whatever is at work, and takes no hold for a while: the app is about to
     * stop.
     */
    void stop() {
        List<Lease> all;
        synchronized (this) {
            refusedUntil = clock.instant().plus(REFUSED_AFTER_STOP);
            all = new ArrayList<>(leases.values());
        }
        all.forEach(Lease::stop);
    }

    private synchronized void forget(Lease lease) {
        leases.remove(lease.request().attempt(), lease);
    }

    private synchronized void forget() {
        Instant now = clock.instant();
        // Before it may be forgotten; however it ended.
        leases.values().forEach(it -> it.unreportedHold().ifPresent(counters::held));
        leases.values().removeIf(it -> it.isForgotten(now, KEPT));
        while (leases.size() > MAX_KEPT) {
            leases.remove(leases.keySet().iterator().next());
        }
    }
}
