package dev.flysnap.sim.world;

import dev.flysnap.sim.world.Machine.State;
import dev.flysnap.sim.world.Machine.Then;
import java.time.Duration;
import java.util.Optional;

/** Ends a machine's main process, handles its end, and destroys machines. */
final class MachineEnd {

    /** Sends the stop signal, and kills the process after the timeout. */
    static void end(
            Turn transition, Machine machine, Optional<String> signal, Optional<Duration> timeout) {
        long run = machine.process().run().orElseThrow();
        transition.effect(
                new Effect.SignalProcess(
                        machine.id(), signal.orElseGet(machine.config()::stopSignal)));
        transition.later(
                timeout.orElseGet(machine.config()::stopTimeout),
                new Happening.StopOverdue(machine.id(), run));
    }

    static void overdue(Turn transition, String id, long run) {
        transition
                .world()
                .machine(id)
                .filter(it -> it.process().run().equals(Optional.of(run)))
                .ifPresent(it -> transition.effect(new Effect.KillProcess(id)));
    }

    static void ended(Turn transition, Happening.ProcessEnded ended) {
        transition
                .world()
                .machine(ended.machine())
                .filter(it -> it.process().run().equals(Optional.of(ended.run())))
                .ifPresent(machine ->
                        afterwards(transition, noteEnd(transition, machine, ended), ended.code()));
    }

    private static Machine noteEnd(Turn transition, Machine machine, Happening.ProcessEnded ended) {
        boolean requested = machine.process().then() != Then.POLICY;
        Machine.Event event =
                new Machine.Event(
                        "exit",
                        requested ? machine.state().word() : "stopped",
                        "flyd",
                        transition.now(),
                        Optional.of(new Machine.Ended(ended.code(), ended.signal(), requested)),
                        ended.why());
        return machine.with(machine.process().withRun(Optional.empty())).with(event);
    }

    private static void afterwards(Turn transition, Machine machine, int exitCode) {
        transition.put(machine);
        switch (machine.process().then()) {
            case POLICY -> decide(transition, machine, exitCode);
            case STOP, LAUNCH -> {
                if (machine.is(State.REPLACING)) {
                    MachineLife.prepareLater(transition, machine);
                } else if (machine.process().then() == Then.LAUNCH) {
                    MachineLife.launch(transition, machine, Duration.ZERO, "user");
                } else {
                    stopped(transition, machine);
                }
            }
            case DESTROY -> goneLater(transition, machine);
        }
    }

    private static void decide(Turn transition, Machine machine, int exitCode) {
        int tries = machine.process().tries() + 1;
        boolean again =
                switch (machine.config().restartPolicy()) {
                    case NO -> false;
                    case ALWAYS -> true;
                    case ON_FAILURE -> exitCode != 0 && tries <= machine.config().maxTries();
                };
        if (again) {
            MachineLife.launch(
                    transition,
                    machine.with(machine.process().withTries(tries)),
                    transition.rules().delays().restartBackoff(),
                    "flyd");
        } else {
            stopped(transition, machine);
        }
    }

    private static void stopped(Turn transition, Machine machine) {
        if (machine.config().autoDestroy()) {
            destroyNow(transition, machine);
        } else {
            MachineLife.rest(transition, machine);
        }
    }

    /** Kills and destroys the machine in any state. */
    static void destroyNow(Turn transition, Machine machine) {
        Machine destroying =
                machine.with(State.DESTROYING, transition.now())
                        .with(machine.process().next(Then.DESTROY));
        transition.put(MachineLife.withEvent(transition, destroying, "destroy", "user"));
        if (destroying.process().run().isPresent()) {
            transition.effect(new Effect.KillProcess(machine.id()));
        } else {
            goneLater(transition, destroying);
        }
    }

    private static void goneLater(Turn transition, Machine machine) {
        transition.later(
                transition.rules().delays().destroyMachine(),
                new Happening.MachineGone(machine.id(), machine.process().step()));
    }

    static void gone(Turn transition, String id, long step) {
        MachineLife.current(transition, id, step)
                .ifPresent(machine -> {
                    Machine destroyed =
                            machine.with(State.DESTROYED, transition.now())
                                    .withLease(Optional.empty());
                    transition.put(MachineLife.withEvent(transition, destroyed, "destroy", "flyd"));
                    machine.volume()
                            .flatMap(transition.world()::volume)
                            .filter(it -> it.machine().equals(Optional.of(id)))
                            .ifPresent(it -> transition.put(it.withMachine(Optional.empty())));
                });
    }

    private MachineEnd() {}
}
