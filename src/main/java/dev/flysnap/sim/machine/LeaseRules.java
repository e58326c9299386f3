package dev.flysnap.sim.machine;

import dev.flysnap.json.Json;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimLease;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.Transition;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Leases on machines. Source: Fly docs, Machines API. */
public final class LeaseRules {
    private static final long DEFAULT_SECONDS = 120;
    private static final long MAX_SECONDS = 24 * 60 * 60;

    /** Acquires a lease, or renews it for the holder of its nonce. */
    public static SimLease acquire(
            Transition transition, MachineTarget target, String owner, Json.Obj body) {
        SimMachine machine = target.findRecord(transition);
        if (machine.isGone()) {
            throw Refusal.notFound("machine");
        }
        checkNonce(transition, machine, target.nonce());
        long seconds = body.number("ttl").filter(it -> it > 0).orElse(DEFAULT_SECONDS);
        if (seconds > MAX_SECONDS) {
            throw Refusal.invalid("lease ttl must be at most %d seconds".formatted(MAX_SECONDS));
        }
        Optional<SimLease> held = held(transition, machine);
        SimLease lease =
                new SimLease(
                        held.map(SimLease::nonce).orElseGet(() -> transition.ids().nonce()),
                        transition.now().plus(Duration.ofSeconds(seconds)),
                        owner,
                        body.text("description")
                                .or(() -> held.map(SimLease::description))
                                .orElse(""),
                        held.map(SimLease::version).orElseGet(() -> transition.ids().instance()));
        transition.put(machine.withLease(Optional.of(lease)));
        return lease;
    }

    public static SimLease show(Transition transition, MachineTarget target) {
        return held(transition, target.findRecord(transition))
                .orElseThrow(() -> Refusal.notFound("lease"));
    }

    public static void release(Transition transition, MachineTarget target) {
        SimMachine machine = target.findRecord(transition);
        if (held(transition, machine).isEmpty()) {
            throw Refusal.notFound("lease");
        }
        checkNonce(transition, machine, target.nonce());
        transition.put(machine.withLease(Optional.empty()));
    }

    /** Exec is refused while a lease is held, with or without its nonce. */
    public static SimMachine requireExecAllowed(Transition transition, MachineTarget target) {
        SimMachine machine = target.find(transition);
        held(transition, machine).ifPresent(LeaseRules::refuse);
        MachineTarget.requireReachable(transition, machine);
        if (!machine.is(SimMachine.State.STARTED)) {
            throw Refusal.precondition(
                    "machine not running, currently " + machine.state().apiName());
        }
        return machine;
    }

    static void checkNonce(Transition transition, SimMachine machine, Optional<String> nonce) {
        held(transition, machine)
                .filter(lease -> !nonce.equals(Optional.of(lease.nonce())))
                .ifPresent(LeaseRules::refuse);
    }

    private static void refuse(SimLease lease) {
        throw Refusal.conflict(
                "lease currently held by %s, expires at %s"
                        .formatted(
                                lease.owner(), lease.expiresAt().truncatedTo(ChronoUnit.SECONDS)));
    }

    static Optional<SimLease> held(Transition transition, SimMachine machine) {
        return machine.lease().filter(it -> it.expiresAt().isAfter(transition.now()));
    }

    private LeaseRules() {}
}
