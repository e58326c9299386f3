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

    /** The machine, for its lease and metadata, which Fly may store away from its host. */
    SimMachine findRecord(Transition transition) {
        SimMachine found = find(transition);
        if (transition.rules().switches().deadHostRecords() == Switches.DeadHostRecords.REFUSED) {
            requireReachable(transition, found);
        }
        return found;
    }

    /** The machine, if the client may change its lease or metadata now. */
    SimMachine findRecordToChange(Transition transition) {
        SimMachine found = findRecord(transition);
        LeaseRules.checkNonce(transition, found, nonce);
        return requireNotDestroyed(found);
    }

    /** The machine, if the client may change it now. */
    SimMachine findToChange(Transition transition) {
        SimMachine found = find(transition);
        LeaseRules.checkNonce(transition, found, nonce);
        requireReachable(transition, found);
        return requireNotDestroyed(found);
    }

    static void requireReachable(Transition transition, SimMachine machine) {
        if (transition.world().isUnreachable(machine.birth().host())) {
            throw Refusal.precondition("the machine's host is unreachable");
        }
    }

    private static SimMachine requireNotDestroyed(SimMachine machine) {
        if (machine.is(SimMachine.State.DESTROYING) || machine.isGone()) {
            throw Refusal.precondition("machine is " + machine.state().apiName());
        }
        return machine;
    }
}
