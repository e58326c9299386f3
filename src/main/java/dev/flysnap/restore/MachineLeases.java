package dev.flysnap.restore;

import dev.flysnap.fly.FlyException;
import dev.flysnap.fly.Lease;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.snapshot.Workbench;
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
final class MachineLeases implements AutoCloseable {
    private static final Duration TTL = Duration.ofSeconds(60);
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(20);

    /** Longer than a lease of ours can outlive its process. */
    private static final Duration PATIENCE = Duration.ofSeconds(75);

    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final String LEASED = "fly-machine-leased";
    private static final String DESCRIPTION = "flysnap moves the app";

    private final AppName app;
    private final Workbench bench;
    private final Map<MachineId, Held> held = new LinkedHashMap<>();

    private record Held(Lease lease, Instant askedAt) {}

    MachineLeases(AppName app, Workbench bench) {
        this.app = app;
        this.bench = bench;
    }

    /** The bench with a sleeper that renews the leases meanwhile. */
    Workbench bench() {
        Sleeper renewing =
                duration -> {
                    bench.sleeper().sleep(duration);
                    renewDue();
                };
        return new Workbench(
                bench.fly(),
                bench.journal(),
                renewing,
                bench.clock(),
                bench.progress(),
                bench.cutPoint());
    }

    /**
     * The nonce that goes with a change of the machine; takes the lease where it is not held yet.
     *
     * @throws FlyException if another holds it for longer than 75 s
     */
    String hold(MachineId machine) {
        renewDue();
        Optional<Held> mine = Optional.ofNullable(held.get(machine));
        return mine.map(Held::lease).orElseGet(() -> acquired(machine)).nonce();
    }

    /** It is not ours any more. */
    void forget(MachineId machine) {
        held.remove(machine);
    }

    /** Asking once more does no harm: a lease whose answer was lost runs out by itself. */
    private Lease acquired(MachineId machine) {
        Instant deadline = bench.clock().instant().plus(PATIENCE);
        while (true) {
            Instant askedAt = bench.clock().instant();
            try {
                Lease lease = bench.fly().machines().acquireLease(app, machine, TTL, DESCRIPTION);
                held.put(machine, new Held(lease, askedAt));
                return lease;
            } catch (FlyException e) {
                boolean passes = isLeased(e) || e.outcome() == FlyException.Outcome.UNKNOWN;
                if (!passes || askedAt.plus(PAUSE).isAfter(deadline)) {
                    throw e;
                }
            }
            bench.sleeper().sleep(PAUSE);
            renewDue();
        }
    }

    /** Whether somebody else's lease is in the way. */
    static boolean isLeased(FlyException failure) {
        return failure.problem().code().equals(LEASED);
    }

    void renewDue() {
        Instant now = bench.clock().instant();
        for (var entry : List.copyOf(held.entrySet())) {
            if (!now.isBefore(entry.getValue().askedAt().plus(RENEWED_AFTER))) {
                renew(entry.getKey(), entry.getValue().lease(), now);
            }
        }
    }

    private void renew(MachineId machine, Lease lease, Instant now) {
        try {
            held.put(
                    machine,
                    new Held(bench.fly().machines().renewLease(app, machine, lease, TTL), now));
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
                bench.fly().machines().releaseLease(app, machine, mine.lease());
            } catch (FlyException e) {
                // It runs out by itself.
            }
        });
        held.clear();
    }
}
