package dev.flysnap.sim.machine;

import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.Transition;
import java.util.Optional;

/**
 * The machine that a request addresses.
 *
 * @param nonce of the lease that the client holds
 */
public record MachineTarget(String app, String machine, Optional<String> nonce) {

    SimMachine find(Transition transition) {
        transition.app(app);
        return transition
                .world()
                .machine(machine)
                .filter(it -> it.app().equals(app))
                .orElseThrow(() -> Refusal.notFound("machine"));
    }

    /**
     * The machine, for records that the platform may keep away from its host: leases and metadata.
     */
    SimMachine findRecord(Transition transition) {
        SimMachine found = find(transition);
        boolean dead = transition.world().deadHosts().contains(found.birth().host());
        if (dead
                && transition.rules().switches().deadHostRecords()
                        == Switches.DeadHostRecords.REFUSED) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        return found;
    }

    /** The machine, if the client may change its records now. */
    SimMachine findRecordToChange(Transition transition) {
        SimMachine found = findRecord(transition);
        LeaseRules.checkNonce(transition, found, nonce);
        if (found.is(SimMachine.State.DESTROYING) || found.isGone()) {
            throw Refusal.precondition("machine is " + found.state().apiName());
        }
        return found;
    }

    /** The machine, if the client may change it now. */
    SimMachine findToChange(Transition transition) {
        SimMachine found = find(transition);
        LeaseRules.checkNonce(transition, found, nonce);
        if (transition.world().deadHosts().contains(found.birth().host())) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
        if (found.is(SimMachine.State.DESTROYING) || found.isGone()) {
            throw Refusal.precondition("machine is " + found.state().apiName());
        }
        return found;
    }
}
