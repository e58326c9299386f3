package dev.flysnap.sim.world;

import dev.flysnap.json.Json;
import java.time.Duration;
import java.util.Optional;

/** Leases on machines. Source: Fly docs, Machines API. */
public final class LeaseRules {
    private static final long DEFAULT_SECONDS = 120;
    private static final long MAX_SECONDS = 24 * 60 * 60;

    /** Takes one, or renews it for whoever shows its nonce. */
    public static Lease acquire(Turn turn, Target target, String owner, Json.Obj body) {
        Machine machine = target.findNoted(turn);
        if (machine.isGone()) {
            throw Refusal.notFound("machine");
        }
        guard(turn, machine, target.nonce());
        long seconds = body.number("ttl").filter(it -> it > 0).orElse(DEFAULT_SECONDS);
        if (seconds > MAX_SECONDS) {
            throw Refusal.invalid("lease ttl must be at most %d seconds".formatted(MAX_SECONDS));
        }
        Optional<Lease> held = held(turn, machine);
        Lease lease =
                new Lease(
                        held.map(Lease::nonce).orElseGet(() -> turn.ids().nonce()),
                        turn.now().plus(Duration.ofSeconds(seconds)),
                        owner,
                        body.text("description").or(() -> held.map(Lease::description)).orElse(""),
                        held.map(Lease::version).orElseGet(() -> turn.ids().instance()));
        turn.put(machine.withLease(Optional.of(lease)));
        return lease;
    }

    public static Lease show(Turn turn, Target target) {
        return held(turn, target.findNoted(turn)).orElseThrow(() -> Refusal.notFound("lease"));
    }

    public static void release(Turn turn, Target target) {
        Machine machine = target.findNoted(turn);
        if (held(turn, machine).isEmpty()) {
            throw Refusal.notFound("lease");
        }
        guard(turn, machine, target.nonce());
        turn.put(machine.withLease(Optional.empty()));
    }

    /** A command is refused while anybody holds a lease, with the nonce or without. */
    public static Machine execAllowed(Turn turn, Target target) {
        Machine machine = target.find(turn);
        held(turn, machine).ifPresent(LeaseRules::refuse);
        if (turn.world().deadHosts().contains(machine.birth().host())) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        if (!machine.is(Machine.State.STARTED)) {
            throw Refusal.precondition("machine not running, currently " + machine.state().word());
        }
        return machine;
    }

    static void guard(Turn turn, Machine machine, Optional<String> nonce) {
        held(turn, machine)
                .filter(lease -> !nonce.equals(Optional.of(lease.nonce())))
                .ifPresent(LeaseRules::refuse);
    }

    private static void refuse(Lease lease) {
        throw Refusal.conflict(
                "lease currently held by %s, expires at %s"
                        .formatted(lease.owner(), lease.expiresAt()));
    }

    static Optional<Lease> held(Turn turn, Machine machine) {
        return machine.lease().filter(it -> it.expiresAt().isAfter(turn.now()));
    }

    private LeaseRules() {}
}
