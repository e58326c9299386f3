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

    /** The machine, for what the platform notes of it: whether that needs its host is not known. */
    Machine findNoted(Turn turn) {
        Machine found = find(turn);
        boolean dead = turn.world().deadHosts().contains(found.birth().host());
        if (dead && turn.laws().switches().deadHostRecords() == Switches.DeadHostRecords.REFUSED) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        return found;
    }

    /** The machine, when whoever asks may change what is noted of it now. */
    Machine findNotedToChange(Turn turn) {
        Machine found = findNoted(turn);
        LeaseRules.guard(turn, found, nonce);
        if (found.is(Machine.State.DESTROYING) || found.isGone()) {
            throw Refusal.precondition("machine is " + found.state().word());
        }
        return found;
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
