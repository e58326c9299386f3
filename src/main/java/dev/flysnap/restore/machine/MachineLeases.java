package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Leases that keep others (above all a deploy) from changing a machine while this process works on
 * it: 60 s each, renewed while it waits, released by {@link #close}. They are not journaled: they
 * expire with their process, and the next one waits for that.
 *
 * <p>Fly refuses exec while a lease is held, so a lease is taken after the last exec. Source: Fly
 * docs, Machines.
 */
public final class MachineLeases implements AutoCloseable {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration RENEW_AFTER = Duration.ofSeconds(20);

    /** Longer than a lease can outlive its process. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(75);

    private static final RetryPauses PAUSES = RetryPauses.every(Duration.ofSeconds(5));

    /** More than fit into that time. */
    private static final int MAX_ATTEMPTS = 20;

    private static final RetryPauses RELEASE_PAUSES = RetryPauses.every(Duration.ofSeconds(1));
    private static final String LEASED = "fly-machine-leased";

    private static final int MAX_RELEASE_ATTEMPTS = 5;

    private final AppName app;
    private final RunContext context;

    /**
     * Tells the leases of this process from any other, where the answer with the nonce was lost.
     */
    private final String description = "flysnap works on the machine, " + UUID.randomUUID();

    private final Map<MachineId, Held> held = new LinkedHashMap<>();

    private record Held(MachineLease lease, Instant askedAt) {}

    public MachineLeases(AppName app, RunContext context) {
        this.app = app;
        this.context = context;
    }

    /** The context with a sleeper that also renews the leases. */
    public RunContext context() {
        return context.withSleeper(renewing());
    }

    private Sleeper renewing() {
        return duration -> {
            context.sleeper().sleep(duration);
            renewDue();
        };
    }

    /**
     * The nonce that goes with a change of the machine; takes the lease where it is not held yet.
     *
     * @throws FlyException if another holds it for longer than 75 s
     */
    public String hold(MachineId machine) {
        renewDue();
        Optional<Held> current = Optional.ofNullable(held.get(machine));
        return current.map(Held::lease).orElseGet(() -> acquire(machine)).nonce();
    }

    /** The lease is gone, or its machine is. */
    void forget(MachineId machine) {
        held.remove(machine);
    }

    /** Asking again is harmless: a lease whose answer was lost is found, or expires by itself. */
    private MachineLease acquire(MachineId machine) {
        boolean[] lost = {false};
        RetryRules<MachineLease> rules =
                RetryRules.<MachineLease>forFailures(
                                MAX_ATTEMPTS, PAUSES, MachineLeases::mayBeFreeLater)
                        .within(MAX_WAIT);
        return new RetryRunner(renewing(), context.clock())
                .run(
                        rules,
                        () -> {
                            Instant askedAt = context.clock().instant();
                            MachineLease lease = acquiredOrFound(machine, lost);
                            held.put(machine, new Held(lease, askedAt));
                            return lease;
                        });
    }

    private static boolean mayBeFreeLater(RuntimeException failure) {
        return failure instanceof FlyException refused
                && (isLeased(refused) || refused.outcome() == FlyException.Outcome.UNKNOWN);
    }

    /**
     * @param lost whether an answer was lost, so that the lease may be this process's own
     */
    private MachineLease acquiredOrFound(MachineId machine, boolean[] lost) {
        try {
            return context.fly().machines().acquireLease(app, machine, TTL, description);
        } catch (FlyException e) {
            lost[0] |= e.outcome() == FlyException.Outcome.UNKNOWN;
            return (lost[0] ? findOwn(machine) : Optional.<MachineLease>empty())
                    .orElseThrow(() -> e);
        }
    }

    private Optional<MachineLease> findOwn(MachineId machine) {
        try {
            return context.fly().machines().findLease(app, machine, description);
        } catch (FlyException e) {
            // Looked at again after the next attempt.
            return Optional.empty();
        }
    }

    /** Whether somebody else's lease is in the way. */
    static boolean isLeased(FlyException failure) {
        return failure.problem().code().equals(LEASED);
    }

    void renewDue() {
        Instant now = context.clock().instant();
        for (var entry : List.copyOf(held.entrySet())) {
            if (!now.isBefore(entry.getValue().askedAt().plus(RENEW_AFTER))) {
                renew(entry.getKey(), entry.getValue().lease(), now);
            }
        }
    }

    private void renew(MachineId machine, MachineLease lease, Instant now) {
        try {
            held.put(
                    machine,
                    new Held(context.fly().machines().renewLease(app, machine, lease, TTL), now));
        } catch (FlyException e) {
            if (e.outcome() == FlyException.Outcome.NOT_DONE) {
                // Lost: the next change takes a new lease, and a move checks that the machine
                // stayed stopped.
                held.remove(machine);
            }
        }
    }

    @Override
    public void close() {
        context.interruption()
                .runProtected(
                        () -> held.forEach((machine, entry) -> release(machine, entry.lease())));
        held.clear();
    }

    /** Not where it is somebody else's by now, or its machine is gone. */
    private static boolean mayBeReleasedLater(FlyException failure) {
        return !isLeased(failure)
                && (failure.isTransient() || FlyException.isRefusedForNow(failure));
    }

    private void release(MachineId machine, MachineLease lease) {
        RetryRules<MachineLease> rules =
                RetryRules.forFailures(
                        MAX_RELEASE_ATTEMPTS,
                        RELEASE_PAUSES,
                        failure -> failure instanceof FlyException e && mayBeReleasedLater(e));
        try {
            var _ =
                    new RetryRunner(context.sleeper(), context.clock())
                            .run(
                                    rules,
                                    () -> {
                                        context.fly().machines().releaseLease(app, machine, lease);
                                        return lease;
                                    });
        } catch (FlyException e) {
            if (mayBeReleasedLater(e)) {
                context.progress()
                        .reportAlways(
                                "the lease of machine %s could not be released: it ends by itself within %d s, or with: fly machine leases clear %s --app %s"
                                        .formatted(machine, TTL.toSeconds(), machine, app));
            }
        }
    }
}
