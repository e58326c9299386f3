package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.fly.resource.MachineLease;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The leases by which nobody else (a deploy, above all) changes a machine while this process works
 * on it: 60 s each, renewed while it waits, given back by {@link #close}. They are in no journal: a
 * process that is gone renews none, and whoever comes next waits until they have run out.
 *
 * <p>Fly refuses exec while a lease is held, so one is taken after the last exec. Source: Fly docs,
 * Machines.
 */
public final class MachineLeases implements AutoCloseable {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(20);

    /** Longer than a lease of ours can outlive its process. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String LEASED = "fly-machine-leased";
    private static final String DESCRIPTION = "flysnap moves the app";

    private final AppName app;
    private final RunContext context;
    private final Map<MachineId, Held> held = new LinkedHashMap<>();

    private record Held(MachineLease lease, Instant askedAt) {}

    public MachineLeases(AppName app, RunContext context) {
        this.app = app;
        this.context = context;
    }

    /** The bench with a sleeper that renews the leases meanwhile. */
    public RunContext context() {
        Sleeper renewing =
                duration -> {
                    context.sleeper().sleep(duration);
                    renewDue();
                };
        return new RunContext(
                context.fly(),
                context.journal(),
                renewing,
                context.clock(),
                context.progress(),
                context.cutPoint());
    }

    /**
     * The nonce that goes with a change of the machine; takes the lease where it is not held yet.
     *
     * @throws FlyException if another holds it for longer than 75 s
     */
    public String hold(MachineId machine) {
        renewDue();
        Optional<Held> mine = Optional.ofNullable(held.get(machine));
        return mine.map(Held::lease).orElseGet(() -> acquired(machine)).nonce();
    }

    /** It is not ours any more. */
    void forget(MachineId machine) {
        held.remove(machine);
    }

    /** Asking once more does no harm: a lease whose answer was lost runs out by itself. */
    private MachineLease acquired(MachineId machine) {
        Instant deadline = context.clock().instant().plus(PATIENCE);
        while (true) {
            Instant askedAt = context.clock().instant();
            try {
                MachineLease lease =
                        context.fly().machines().acquireLease(app, machine, TTL, DESCRIPTION);
                held.put(machine, new Held(lease, askedAt));
                return lease;
            } catch (FlyException e) {
                boolean passes = isLeased(e) || e.outcome() == FlyException.Outcome.UNKNOWN;
                if (!passes || askedAt.plus(PAUSE).isAfter(deadline)) {
                    throw e;
                }
            }
            context.sleeper().sleep(PAUSE);
            renewDue();
        }
    }

    /** Whether somebody else's lease is in the way. */
    static boolean isLeased(FlyException failure) {
        return failure.problem().code().equals(LEASED);
    }

    void renewDue() {
        Instant now = context.clock().instant();
        for (var entry : List.copyOf(held.entrySet())) {
            if (!now.isBefore(entry.getValue().askedAt().plus(RENEWED_AFTER))) {
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
                // It is lost: the next change has to take it anew, and a move looks whether the
                // machine stood still.
                held.remove(machine);
            }
        }
    }

    @Override
    public void close() {
        held.forEach((machine, mine) -> {
            try {
                context.fly().machines().releaseLease(app, machine, mine.lease());
            } catch (FlyException e) {
                // It runs out by itself.
            }
        });
        held.clear();
    }
}
