package dev.flysnap.sim.world;

import java.util.Optional;

/**
 * The machine that a request is about.
 *
 * @param nonce of the lease that whoever asks holds
 */
public record Target(String app, String machine, Optional<String> nonce) {

    Machine find(Turn transition) {
        transition.app(app);
        return transition.world()
                .machine(machine)
                .filter(it -> it.app().equals(app))
                .orElseThrow(() -> Refusal.notFound("machine"));
    }

    /** The machine, for what the platform notes of it: whether that needs its host is not known. */
    Machine findRecord(Turn transition) {
        Machine found = find(transition);
        boolean dead = transition.world().deadHosts().contains(found.birth().host());
        if (dead && transition.rules().switches().deadHostRecords() == Switches.DeadHostRecords.REFUSED) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        return found;
    }

    /** The machine, when whoever asks may change what is noted of it now. */
    Machine findRecordToChange(Turn transition) {
        Machine found = findRecord(transition);
        LeaseRules.guard(transition, found, nonce);
        if (found.is(Machine.State.DESTROYING) || found.isGone()) {
            throw Refusal.precondition("machine is " + found.state().word());
        }
        return found;
    }

    /** The machine, when whoever asks may change it now. */
    Machine findToChange(Turn transition) {
        Machine found = find(transition);
        LeaseRules.guard(transition, found, nonce);
        if (transition.world().deadHosts().contains(found.birth().host())) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        if (found.is(Machine.State.DESTROYING) || found.isGone()) {
            throw Refusal.precondition("machine is " + found.state().word());
        }
        return found;
    }
}
