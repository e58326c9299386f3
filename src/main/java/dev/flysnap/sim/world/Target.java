package dev.flysnap.sim.world;

import java.util.Optional;

/**
 * The machine that a request is about.
 *
 * @param nonce of the lease that whoever asks holds
 */
public record Target(String app, String machine, Optional<String> nonce) {

    Machine find(Turn turn) {
        turn.app(app);
        return turn.world()
                .machine(machine)
                .filter(it -> it.app().equals(app))
                .orElseThrow(() -> Refusal.notFound("machine"));
    }

    /** The machine, when whoever asks may change it now. */
    Machine findToChange(Turn turn) {
        Machine found = find(turn);
        LeaseRules.guard(turn, found, nonce);
        if (turn.world().deadHosts().contains(found.birth().host())) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        if (found.is(Machine.State.DESTROYING) || found.isGone()) {
            throw Refusal.precondition("machine is " + found.state().word());
        }
        return found;
    }
}
