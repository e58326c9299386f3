package dev.flysnap.sim.machine;

import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimMachine.AfterExit;
import dev.flysnap.sim.world.SimMachine.State;
import dev.flysnap.sim.world.Transition;
import java.time.Duration;
import java.util.Optional;

/** Ends a machine's main process, handles its end, and destroys machines. */
public final class MachineShutdown {

    /** Sends the stop signal, and kills the process after the timeout. */
    static void end(
            Transition transition,
            SimMachine machine,
            Optional<String> signal,
            Optional<Duration> timeout) {
        long run = machine.process().run().orElseThrow();
        transition.addEffect(
                new Effect.SignalProcess(
                        machine.id(), signal.orElseGet(machine.config()::stopSignal)));
        transition.schedule(
                timeout.orElseGet(machine.config()::stopTimeout),
                new SimEvent.StopOverdue(machine.id(), run));
    }

    public static void overdue(Transition transition, String id, long run) {
        transition
                .world()
                .machine(id)
                .filter(it -> it.process().run().equals(Optional.of(run)))
                .ifPresent(it -> transition.addEffect(new Effect.KillProcess(id)));
    }

    public static void ended(Transition transition, SimEvent.ProcessEnded ended) {
        transition
                .world()
                .machine(ended.machine())
                .filter(it -> it.process().run().equals(Optional.of(ended.run())))
                .ifPresent(machine ->
                        afterExit(
                                transition, recordExit(transition, machine, ended), ended.code()));
    }

    private static SimMachine recordExit(
            Transition transition, SimMachine machine, SimEvent.ProcessEnded ended) {
        boolean requested = machine.process().then() != AfterExit.POLICY;
        SimMachine.Event event =
                new SimMachine.Event(
                        "exit",
                        requested ? machine.state().apiName() : "stopped",
                        "flyd",
                        transition.now(),
                        Optional.of(new SimMachine.Ended(ended.code(), ended.signal(), requested)),
                        ended.why());
        return machine.with(machine.process().withRun(Optional.empty())).with(event);
    }

    private static void afterExit(Transition transition, SimMachine machine, int exitCode) {
        transition.put(machine);
        switch (machine.process().then()) {
            case POLICY -> applyRestartPolicy(transition, machine, exitCode);
            case STOP, LAUNCH -> {
                if (machine.is(State.REPLACING)) {
                    MachineLifecycle.schedulePreparation(transition, machine);
                } else if (machine.process().then() == AfterExit.LAUNCH) {
                    MachineLifecycle.launch(transition, machine, Duration.ZERO, "user");
                } else {
                    stopped(transition, machine);
                }
            }
            case DESTROY -> scheduleGone(transition, machine);
        }
    }

    private static void applyRestartPolicy(
            Transition transition, SimMachine machine, int exitCode) {
        int tries = machine.process().tries() + 1;
        boolean again =
                switch (machine.config().restartPolicy()) {
                    case NO -> false;
                    case ALWAYS -> true;
                    case ON_FAILURE -> exitCode != 0 && tries <= machine.config().maxTries();
                };
        if (again) {
            MachineLifecycle.launch(
                    transition,
                    machine.with(machine.process().withTries(tries)),
                    transition.rules().delays().restartBackoff(),
                    "flyd");
        } else {
            stopped(transition, machine);
        }
    }

    private static void stopped(Transition transition, SimMachine machine) {
        if (machine.config().autoDestroy()) {
            destroyNow(transition, machine);
        } else {
            MachineLifecycle.stopNow(transition, machine);
        }
    }

    /** Kills and destroys the machine in any state. */
    public static void destroyNow(Transition transition, SimMachine machine) {
        SimMachine destroying =
                machine.with(State.DESTROYING, transition.now())
                        .with(machine.process().next(AfterExit.DESTROY));
        transition.put(MachineLifecycle.withEvent(transition, destroying, "destroy", "user"));
        if (destroying.process().run().isPresent()) {
            transition.addEffect(new Effect.KillProcess(machine.id()));
        } else {
            scheduleGone(transition, destroying);
        }
    }

    private static void scheduleGone(Transition transition, SimMachine machine) {
        transition.schedule(
                transition.rules().delays().destroyMachine(),
                new SimEvent.MachineGone(machine.id(), machine.process().step()));
    }

    public static void gone(Transition transition, String id, long step) {
        MachineLifecycle.current(transition, id, step)
                .ifPresent(machine -> {
                    SimMachine destroyed =
                            machine.with(State.DESTROYED, transition.now())
                                    .withLease(Optional.empty());
                    transition.put(
                            MachineLifecycle.withEvent(transition, destroyed, "destroy", "flyd"));
                    machine.volume()
                            .flatMap(transition.world()::volume)
                            .filter(it -> it.machine().equals(Optional.of(id)))
                            .ifPresent(it -> transition.put(it.withMachine(Optional.empty())));
                });
    }

    private MachineShutdown() {}
}
