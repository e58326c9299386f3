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

/** Brings a machine into a state and waits until it is reached. */
public final class MachineTransitions {
    /**
     * One call waits for 1 to 60 s (Source: Fly docs, Machines); shorter, so that leases can be
     * renewed in between.
     */
    private static final Duration MAX_WAIT_PER_CALL = Duration.ofSeconds(20);

    private static final List<String> STARTING_STATES =
            List.of("started", "starting", "restarting");

    private static final List<MachineState> SETTLED_STATES =
            List.of(MachineState.STOPPED, MachineState.STARTED);

    /** Any state that is not transient. Source: flyctl. */
    private static final MachineState SETTLED = new MachineState("settled");

    private final AppName app;
    private final RunContext context;
    private final MachineLeases leases;
    private final LeasedMachines leased;
    private final Duration timeout;

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
        this.timeout = limit;
    }

    /**
     * Waits for a transient state to end first: Fly refuses to start a machine that is being
     * replaced.
     */
    void start(MachineId machine) {
        boolean starting = STARTING_STATES.contains(now(machine).state().value());
        if (!starting) {
            if (!settlesInTime(machine)) {
                throw MachineProblems.neverStarted(app, now(machine)).exception();
            }
            if (!now(machine).state().equals(MachineState.STARTED)) {
                leased.start(machine);
            }
        }
        awaitStarted(machine);
    }

    /** The machine once it is in no transient state. */
    Machine awaitSettled(MachineId machine) {
        Machine now = now(machine);
        if (SETTLED_STATES.contains(now.state())) {
            return now;
        }
        if (!settlesInTime(machine)) {
            throw MachineProblems.neverSettled(app, now(machine)).exception();
        }
        return now(machine);
    }

    /** Waits until the state is not transient; false on a timeout. */
    private boolean settlesInTime(MachineId machine) {
        Instant deadline = context.clock().instant().plus(timeout);
        while (context.clock().instant().isBefore(deadline)) {
            if (waitOnce(machine, SETTLED, Optional.empty(), deadline)) {
                return true;
            }
        }
        return false;
    }

    void awaitStarted(MachineId machine) {
        Instant deadline = context.clock().instant().plus(timeout);
        while (context.clock().instant().isBefore(deadline)) {
            if (waitOnce(machine, MachineState.STARTED, Optional.empty(), deadline)) {
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
     * Waits for a transient state to end first: Fly refuses to stop a machine that is being
     * replaced, and that machine may end up started in spite of skip_launch.
     */
    void stop(MachineId machine) {
        Machine before = awaitSettled(machine);
        if (!before.state().isAtRest()) {
            leased.stop(machine);
            awaitStopped(machine, before.instanceId());
        }
    }

    private void awaitStopped(MachineId machine, Optional<String> instance) {
        Instant deadline = context.clock().instant().plus(timeout);
        while (context.clock().instant().isBefore(deadline)) {
            if (waitOnce(machine, MachineState.STOPPED, instance, deadline)) {
                return;
            }
        }
        throw MachineProblems.neverStopped(app, now(machine)).exception();
    }

    /**
     * Succeeds where the machine is already deleted.
     *
     * @param force also when it is running
     */
    public void remove(MachineId machine, boolean force) {
        try {
            if (!now(machine).state().isDead()) {
                leased.delete(machine, force);
                awaitDestroyed(machine);
            }
        } catch (FlyException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void awaitDestroyed(MachineId machine) {
        Instant deadline = context.clock().instant().plus(timeout);
        while (context.clock().instant().isBefore(deadline)) {
            try {
                if (now(machine).state().equals(MachineState.DESTROYED)
                        || waitOnce(machine, MachineState.DESTROYED, Optional.empty(), deadline)) {
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

    private boolean waitOnce(
            MachineId machine, MachineState state, Optional<String> instance, Instant deadline) {
        leases.renewDue();
        Duration left = Duration.between(context.clock().instant(), deadline);
        context.progress().waiting(timeout.minus(left), timeout);
        Duration once = left.compareTo(MAX_WAIT_PER_CALL) > 0 ? MAX_WAIT_PER_CALL : left;
        Duration atLeast = once.toSeconds() < 1 ? Duration.ofSeconds(1) : once;
        return context.fly().machines().waitFor(app, machine, state, instance, atLeast);
    }

    private Machine now(MachineId machine) {
        return context.fly().machines().get(app, machine);
    }
}
