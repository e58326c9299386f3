package dev.flysnap.sim.machine;

import dev.flysnap.json.Json;
import dev.flysnap.sim.platform.GoDuration;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimMachine.AfterExit;
import dev.flysnap.sim.world.SimMachine.State;
import dev.flysnap.sim.world.Transition;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules to start, stop, suspend, restart, signal and destroy a machine. */
public final class LifecycleRules {
    private static final int SUSPEND_MAX_MB = 2048;
    private static final Set<State> STARTABLE =
            Set.of(State.STOPPED, State.SUSPENDED, State.FAILED);
    private static final Set<State> REMOVABLE =
            Set.of(State.STOPPED, State.SUSPENDED, State.CREATED, State.FAILED);
    private static final Pattern SIGNAL = Pattern.compile("SIG[A-Z0-9]{2,8}");

    /** Returns the machine as it was before. */
    public static SimMachine start(Transition transition, MachineTarget target) {
        SimMachine machine = target.findToChange(transition);
        if (machine.is(State.STARTED) || machine.is(State.STARTING)) {
            return machine;
        }
        if (machine.is(State.REPLACING)) {
            throw Refusal.precondition("machine getting replaced, refusing to start");
        }
        if (!STARTABLE.contains(machine.state())) {
            throw wrongState("start", machine);
        }
        SimMachine.Running fresh = machine.process().withTries(0);
        SimMachine started = machine.with(fresh);
        if (transition.rules().switches().startInstance() == Switches.StartInstance.NEW) {
            started =
                    started.withVersion(
                            machine.config(), transition.ids().instance(), transition.now());
            MachineLifecycle.scheduleNext(transition, started);
        }
        MachineLifecycle.launch(transition, started, Duration.ZERO, "user");
        return machine;
    }

    public static void stop(Transition transition, MachineTarget target, Json.Obj body) {
        SimMachine machine = target.findToChange(transition);
        switch (machine.state()) {
            case STOPPED, STOPPING -> {}
            case CREATED, REPLACING, RESTARTING, SUSPENDING, DESTROYING, DESTROYED ->
                    throw wrongState("stop", machine);
            case STARTING, FAILED, STARTED, SUSPENDED -> {
                SimMachine stopping =
                        machine.with(State.STOPPING, transition.now())
                                .with(machine.process().next(AfterExit.STOP))
                                .with(
                                        MachineLifecycle.event(
                                                transition, "stop", "stopping", "user"));
                if (machine.process().run().isEmpty()) {
                    MachineLifecycle.stopNow(transition, stopping);
                } else if (machine.is(State.STARTED)) {
                    transition.put(stopping);
                    MachineShutdown.end(
                            transition,
                            stopping,
                            body.text("signal")
                                    .filter(it -> !it.isEmpty())
                                    .map(LifecycleRules::requireSignal),
                            body.get("timeout")
                                    .flatMap(GoDuration::read)
                                    .filter(it -> !it.isZero()));
                } else {
                    // Suspended or resuming: no process could receive a signal.
                    transition.put(stopping);
                    transition.addEffect(new Effect.KillProcess(machine.id()));
                }
            }
        }
    }

    public static void restart(
            Transition transition, MachineTarget target, Optional<Duration> timeout) {
        SimMachine machine = target.findToChange(transition);
        switch (machine.state()) {
            case STARTED -> {
                SimMachine restarting =
                        machine.with(State.RESTARTING, transition.now())
                                .with(machine.process().withTries(0).next(AfterExit.LAUNCH))
                                .with(
                                        MachineLifecycle.event(
                                                transition, "restart", "restarting", "user"));
                transition.put(restarting);
                MachineShutdown.end(transition, restarting, Optional.empty(), timeout);
            }
            case STOPPED, SUSPENDED, FAILED -> {
                var _ = start(transition, target);
            }
            default -> throw wrongState("restart", machine);
        }
    }

    public static void suspend(Transition transition, MachineTarget target) {
        SimMachine machine = target.findToChange(transition);
        if (machine.is(State.SUSPENDED) || machine.is(State.SUSPENDING)) {
            return;
        }
        if (!machine.is(State.STARTED)) {
            throw wrongState("suspend", machine);
        }
        if (machine.config().memoryMb() > SUSPEND_MAX_MB) {
            throw Refusal.precondition(
                    "machines with more than 2 GB of memory cannot be suspended");
        }
        if (machine.config().schedule().isPresent()) {
            throw Refusal.precondition("machines with a schedule cannot be suspended");
        }
        SimMachine suspending =
                machine.with(State.SUSPENDING, transition.now())
                        .with(machine.process().next(AfterExit.POLICY))
                        .with(MachineLifecycle.event(transition, "suspend", "suspending", "user"));
        transition.put(suspending);
        transition.addEffect(new Effect.FreezeProcess(machine.id()));
        transition.schedule(
                transition.rules().delays().suspendMachine(),
                new SimEvent.MachineSuspended(machine.id(), suspending.process().step()));
    }

    public static void signal(Transition transition, MachineTarget target, Json.Obj body) {
        SimMachine machine = target.findToChange(transition);
        String signal = requireSignal(body.text("signal").orElse(""));
        if (!machine.is(State.STARTED)) {
            throw Refusal.precondition(
                    "machine not running, currently " + machine.state().apiName());
        }
        transition.addEffect(new Effect.SignalProcess(machine.id(), signal));
    }

    private static Refusal wrongState(String operation, SimMachine machine) {
        return Refusal.precondition(
                "unable to %s machine from current state: '%s'"
                        .formatted(operation, machine.state().apiName()));
    }

    private static String requireSignal(String signal) {
        if (!SIGNAL.matcher(signal).matches()) {
            throw Refusal.invalid("'%s' is not a signal".formatted(signal));
        }
        return signal;
    }

    public static void destroy(Transition transition, MachineTarget target, boolean force) {
        SimMachine found = target.find(transition);
        if (found.isGone() || found.is(State.DESTROYING)) {
            return;
        }
        SimMachine machine = target.findToChange(transition);
        if (!force && !REMOVABLE.contains(machine.state())) {
            throw Refusal.precondition(
                    "unable to destroy machine, not currently stopped, suspended, or created (currently '%s')"
                            .formatted(machine.state().apiName()));
        }
        MachineShutdown.destroyNow(transition, machine);
    }

    private LifecycleRules() {}
}
