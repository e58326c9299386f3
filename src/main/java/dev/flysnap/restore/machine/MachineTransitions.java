package dev.flysnap.restore.machine;

import dev.flysnap.fly.http.FlyException;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.runtime.RunContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Brings a machine into a state and waits until it is there; asks first whether it is there
 * already.
 */
public final class MachineTransitions {
    /**
     * One call waits for 1 to 60 s (Source: Fly docs, Machines); shorter, so that leases can be
     * renewed in between.
     */
    private static final Duration ONE_CALL = Duration.ofSeconds(20);

    private static final List<String> COMES_TO_START = List.of("started", "starting", "restarting");

    private static final List<MachineState> SETTLED_STATES =
            List.of(MachineState.STOPPED, MachineState.STARTED);

    /** In no passing state. Source: flyctl. */
    private static final MachineState SETTLED = new MachineState("settled");

    private final AppName app;
    private final RunContext context;
    private final MachineLeases leases;
    private final LeasedMachines leased;
    private final Duration limit;

    public MachineTransitions(
            AppName app,
            RunContext context,
            MachineLeases leases,
            LeasedMachines leased,
            Duration limit) {
        this.app = app;
        this.context = context;
        this.leases = leases;
        this.leased = leased;
        this.limit = limit;
    }

    /**
     * Waits until no passing state is left first: a start of a machine that is being replaced is
     * refused.
     */
    void start(MachineId machine) {
        boolean comesByItself = COMES_TO_START.contains(now(machine).state().value());
        if (!comesByItself) {
            if (!isSettled(machine)) {
                throw MachineProblems.neverStarted(app, now(machine)).exception();
            }
            if (!now(machine).state().equals(MachineState.STARTED)) {
                leased.start(machine);
            }
        }
        started(machine);
    }

    /** The machine when it is in no passing state. */
    Machine settled(MachineId machine) {
        Machine now = now(machine);
        if (SETTLED_STATES.contains(now.state())) {
            return now;
        }
        if (!isSettled(machine)) {
            throw MachineProblems.neverSettled(app, now(machine)).exception();
        }
        return now(machine);
    }

    /** Waits until it is in no passing state; false if the time was up first. */
    private boolean isSettled(MachineId machine) {
        Instant deadline = context.clock().instant().plus(limit);
        while (context.clock().instant().isBefore(deadline)) {
            if (waited(machine, SETTLED, Optional.empty(), deadline)) {
                return true;
            }
        }
        return false;
    }

    void started(MachineId machine) {
        Instant deadline = context.clock().instant().plus(limit);
        while (context.clock().instant().isBefore(deadline)) {
            if (waited(machine, MachineState.STARTED, Optional.empty(), deadline)) {
                return;
            }
            Machine now = now(machine);
            if (now.state().hasEnded()) {
                throw MachineProblems.neverStarted(app, now).exception();
            }
        }
        throw MachineProblems.neverStarted(app, now(machine)).exception();
    }

    /**
     * Waits until no passing state is left first: a stop of a machine that is being replaced is
     * refused, and that may end started in spite of skip_launch.
     */
    void stop(MachineId machine) {
        Machine before = settled(machine);
        if (!before.state().isAtRest()) {
            leased.stop(machine);
            stopped(machine, before.instanceId());
        }
    }

    private void stopped(MachineId machine, Optional<String> instance) {
        Instant deadline = context.clock().instant().plus(limit);
        while (context.clock().instant().isBefore(deadline)) {
            if (waited(machine, MachineState.STOPPED, instance, deadline)) {
                return;
            }
        }
        throw MachineProblems.neverStopped(app, now(machine)).exception();
    }

    /**
     * Removing what is already removed is done.
     *
     * @param force also when it is running
     */
    public void remove(MachineId machine, boolean force) {
        try {
            if (!now(machine).state().isDead()) {
                leased.delete(machine, force);
                destroyed(machine);
            }
        } catch (FlyException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void destroyed(MachineId machine) {
        Instant deadline = context.clock().instant().plus(limit);
        while (context.clock().instant().isBefore(deadline)) {
            try {
                if (now(machine).state().equals(MachineState.DESTROYED)
                        || waited(machine, MachineState.DESTROYED, Optional.empty(), deadline)) {
                    return;
                }
            } catch (FlyException e) {
                if (e.isNotFound()) {
                    return;
                }
                throw e;
            }
        }
        throw MachineProblems.neverStopped(app, now(machine)).exception();
    }

    private boolean waited(
            MachineId machine, MachineState state, Optional<String> instance, Instant deadline) {
        leases.renewDue();
        Duration left = Duration.between(context.clock().instant(), deadline);
        Duration once = left.compareTo(ONE_CALL) > 0 ? ONE_CALL : left;
        Duration atLeast = once.toSeconds() < 1 ? Duration.ofSeconds(1) : once;
        return context.fly().machines().waitFor(app, machine, state, instance, atLeast);
    }

    private Machine now(MachineId machine) {
        return context.fly().machines().get(app, machine);
    }
}
