package dev.flysnap.agent.quiesce;

import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeAnswer;
import dev.flysnap.contract.StatusAnswer.ActiveLease;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.quiesce.QuiesceSession;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Active and ended leases: one active at a time, one lease per attempt; ended leases are kept for a
 * while so that a lost response can be repeated.
 */
public final class LeaseRegistry {
    /** How long the contract requires ended leases to be kept. */
    static final Duration RETENTION = Duration.ofMinutes(10);

    /** Maximum number of kept leases; the oldest is dropped first. */
    private static final int MAX_LEASES = 1000;

    /** The same for their databases, of each of which an answer says a kilobyte. */
    private static final int MAX_DATABASES = 5000;

    /** After a stop signal, so that the app's last writes are not blocked. */
    private static final Duration REFUSED_AFTER_STOP = Duration.ofSeconds(30);

    private static final Duration JOIN_LIMIT = Duration.ofSeconds(60);

    private final AgentSettings settings;
    private final AgentQuiescer quiescer;
    private final Counters counters;
    private final InstantSource clock;

    /** By attempt, oldest first. Guarded by this. */
    private final SequencedMap<String, QuiesceLease> leases = new LinkedHashMap<>();

    private Instant refusedUntil = Instant.MIN;

    public LeaseRegistry(
            AgentSettings settings,
            AgentQuiescer quiescer,
            Counters counters,
            InstantSource clock) {
        this.settings = settings;
        this.quiescer = quiescer;
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * Quiesces, or returns the existing lease of the same attempt.
     *
     * @param receivedNanos when the request came, as {@link System#nanoTime}
     */
    public QuiesceAnswer quiesce(QuiesceRequest request, long receivedNanos) {
        quiescer.check(request);
        Admission admission = admit(request);
        QuiesceLease lease = admission.lease();
        if (admission.isNew()) {
            run(lease);
        }
        QuiesceSession quiesced = lease.await(JOIN_LIMIT);
        return answer(lease, quiesced, receivedNanos);
    }

    private record Admission(QuiesceLease lease, boolean isNew) {}

    private synchronized Admission admit(QuiesceRequest request) {
        dropExpired();
        Optional<QuiesceLease> same = Optional.ofNullable(leases.get(request.attempt()));
        if (same.isPresent()) {
            if (!same.get().request().equals(request)) {
                throw HookException.badRequest(
                        "attempt " + request.attempt() + " was another request before");
            }
            return new Admission(same.get(), false);
        }
        if (isStopping()) {
            throw HookException.stopping();
        }
        requireNoneActive();
        quiescer.access().requireOpen();
        QuiesceLease lease = new QuiesceLease(request);
        leases.put(request.attempt(), lease);
        return new Admission(lease, true);
    }

    /**
     * @throws HookException if an attempt holds writers off, or is about to
     */
    public synchronized void requireNoneActive() {
        leases.values().stream()
                .filter(QuiesceLease::isActive)
                .findFirst()
                .ifPresent(other -> {
                    throw HookException.leaseActive(other.request().attempt());
                });
    }

    private void run(QuiesceLease lease) {
        try {
            succeeded(lease, quiescer.quiesce(lease.request(), lease.cancellation()));
        } catch (RuntimeException e) {
            failed(lease, e);
        } catch (Error e) {
            // A lease that never ends would block all others until the next start.
            failed(lease, e);
            throw e;
        }
    }

    private void succeeded(QuiesceLease lease, LeasedQuiesce result) {
        lease.succeeded(result);
        counters.quiesced(clock.instant());
    }

    private void failed(QuiesceLease lease, Throwable problem) {
        counters.failed();
        // Nothing is held: the same attempt may be repeated.
        drop(lease);
        lease.failed(problem);
    }

    private boolean isStopping() {
        return clock.instant().isBefore(refusedUntil);
    }

    private QuiesceAnswer answer(QuiesceLease lease, QuiesceSession quiesced, long receivedNanos) {
        // The caller counts from when it sent the request, which was before it arrived here. Taken
        // before the remaining time: a pause in between must not make the hold look longer.
        long sinceReceiptNanos = System.nanoTime() - receivedNanos;
        Duration remaining = quiesced.remaining();
        boolean held = quiesced.isHeld();
        if (lease.wasHeldWhenAnswered() && !held) {
            throw HookException.leaseEnded(
                    HookCodes.ATTEMPT_OVER, lease.ending(), quiesced.heldFor());
        }
        Duration fromReceipt = held ? remaining.plusNanos(sinceReceiptNanos) : Duration.ZERO;
        List<String> warnings = new ArrayList<>(quiescer.warnings());
        warnings.addAll(AgentQuiescer.warnings(quiesced));
        return new QuiesceAnswer(
                lease.id(),
                fromReceipt.toMillis(),
                settings.identity().app(),
                settings.identity().machineId(),
                Database.libraryVersion(),
                settings.appSqliteVersion(),
                AgentQuiescer.states(quiesced, held),
                warnings.isEmpty() ? Optional.empty() : Optional.of(warnings),
                Optional.of(StatusReporter.level(settings)));
    }

    /**
     * Ends a hold. The response can be repeated until the lease is dropped.
     *
     * @throws HookException if the lease is unknown, or had ended before
     */
    public ResumeAnswer resume(String id) {
        QuiesceLease lease = byId(id).orElseThrow(HookException::leaseUnknown);
        try {
            return lease.resume();
        } finally {
            // From now on it counts as over.
            dropExpired();
        }
    }

    private synchronized Optional<QuiesceLease> byId(String id) {
        dropExpired();
        return leases.values().stream().filter(it -> it.id().equals(id)).findFirst();
    }

    /** Whether no attempt holds writers off, or is about to. */
    public synchronized boolean isIdle() {
        return leases.values().stream().noneMatch(QuiesceLease::isActive);
    }

    /** The active hold. */
    public synchronized Optional<ActiveLease> active() {
        dropExpired();
        return leases.values().stream()
                .flatMap(lease ->
                        lease.done().filter(QuiesceSession::isHeld).stream()
                                .map(quiesceSession ->
                                        new ActiveLease(
                                                lease.request().attempt(),
                                                quiesceSession.heldFor().toMillis(),
                                                quiesceSession.remaining().toMillis())))
                .findFirst();
    }

    /**
     * Releases writers, cancels work in progress, and refuses holds for a while: the app is about
     * to stop.
     */
    public void stop() {
        List<QuiesceLease> all;
        synchronized (this) {
            refusedUntil = clock.instant().plus(REFUSED_AFTER_STOP);
            all = new ArrayList<>(leases.values());
        }
        all.forEach(QuiesceLease::stop);
    }

    private synchronized void drop(QuiesceLease lease) {
        leases.remove(lease.request().attempt(), lease);
    }

    private synchronized void dropExpired() {
        Instant now = clock.instant();
        // Reported before it can be dropped, however it ended.
        leases.values().forEach(it -> it.unreportedHold().ifPresent(counters::held));
        leases.values().removeIf(it -> it.isExpired(now, RETENTION));
        int databases = leases.values().stream().mapToInt(QuiesceLease::databases).sum();
        while (leases.size() > MAX_LEASES || (leases.size() > 1 && databases > MAX_DATABASES)) {
            QuiesceLease oldest = leases.pollFirstEntry().getValue();
            databases -= oldest.databases();
        }
    }
}
