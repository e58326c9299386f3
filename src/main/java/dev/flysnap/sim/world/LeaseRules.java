package dev.flysnap.sim.world;

import dev.flysnap.json.Json;
import java.time.Duration;
import java.util.Optional;

/** Leases on machines. Source: Fly docs, Machines API. */
public final class LeaseRules {
    private static final long DEFAULT_SECONDS = 120;
    private static final long MAX_SECONDS = 24 * 60 * 60;

    /** Acquires a lease, or renews it for the holder of its nonce. */
    public static Lease acquire(Turn transition, Target target, String owner, Json.Obj body) {
        Machine machine = target.findRecord(transition);
        if (machine.isGone()) {
            throw Refusal.notFound("machine");
        }
        guard(transition, machine, target.nonce());
        long seconds = body.number("ttl").filter(it -> it > 0).orElse(DEFAULT_SECONDS);
        if (seconds > MAX_SECONDS) {
            throw Refusal.invalid("lease ttl must be at most %d seconds".formatted(MAX_SECONDS));
        }
        Optional<Lease> held = held(transition, machine);
        Lease lease =
                new Lease(
                        held.map(Lease::nonce).orElseGet(() -> transition.ids().nonce()),
                        transition.now().plus(Duration.ofSeconds(seconds)),
                        owner,
                        body.text("description").or(() -> held.map(Lease::description)).orElse(""),
                        held.map(Lease::version).orElseGet(() -> transition.ids().instance()));
        transition.put(machine.withLease(Optional.of(lease)));
        return lease;
    }

    public static Lease show(Turn transition, Target target) {
        return held(transition, target.findRecord(transition))
                .orElseThrow(() -> Refusal.notFound("lease"));
    }

    public static void release(Turn transition, Target target) {
        Machine machine = target.findRecord(transition);
        if (held(transition, machine).isEmpty()) {
            throw Refusal.notFound("lease");
        }
        guard(transition, machine, target.nonce());
        transition.put(machine.withLease(Optional.empty()));
    }

    /** Exec is refused while a lease is held, with or without its nonce. */
    public static Machine execAllowed(Turn transition, Target target) {
        Machine machine = target.find(transition);
        held(transition, machine).ifPresent(LeaseRules::refuse);
        if (transition.world().deadHosts().contains(machine.birth().host())) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        if (!machine.is(Machine.State.STARTED)) {
            throw Refusal.precondition("machine not running, currently " + machine.state().word());
        }
        return machine;
    }

    static void guard(Turn transition, Machine machine, Optional<String> nonce) {
        held(transition, machine)
                .filter(lease -> !nonce.equals(Optional.of(lease.nonce())))
                .ifPresent(LeaseRules::refuse);
    }

    private static void refuse(Lease lease) {
        throw Refusal.conflict(
                "lease currently held by %s, expires at %s"
                        .formatted(lease.owner(), lease.expiresAt()));
    }

    static Optional<Lease> held(Turn transition, Machine machine) {
        return machine.lease().filter(it -> it.expiresAt().isAfter(transition.now()));
    }

    private LeaseRules() {}
}
