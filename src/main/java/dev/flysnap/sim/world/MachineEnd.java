package dev.flysnap.sim.world;

import dev.flysnap.sim.world.Machine.State;
import dev.flysnap.sim.world.Machine.Then;
import java.time.Duration;
import java.util.Optional;

/** How a machine's main process ends, what follows, and how the machine itself goes. */
final class MachineEnd {

    /** Asks the main process to end, and kills it when it takes too long. */
    static void end(
            Turn turn, Machine machine, Optional<String> signal, Optional<Duration> timeout) {
        long run = machine.process().run().orElseThrow();
        turn.effect(
                new Effect.SignalProcess(
                        machine.id(), signal.orElseGet(machine.config()::stopSignal)));
        turn.later(
                timeout.orElseGet(machine.config()::stopTimeout),
                new Happening.StopOverdue(machine.id(), run));
    }

    static void overdue(Turn turn, String id, long run) {
        turn.world()
                .machine(id)
                .filter(it -> it.process().run().equals(Optional.of(run)))
                .ifPresent(it -> turn.effect(new Effect.KillProcess(id)));
    }

    static void ended(Turn turn, Happening.ProcessEnded ended) {
        turn.world()
                .machine(ended.machine())
                .filter(it -> it.process().run().equals(Optional.of(ended.run())))
                .ifPresent(
                        machine -> afterwards(turn, noteEnd(turn, machine, ended), ended.code()));
    }

    private static Machine noteEnd(Turn turn, Machine machine, Happening.ProcessEnded ended) {
        boolean requested = machine.process().then() != Then.POLICY;
        Machine.Event event =
                new Machine.Event(
                        "exit",
                        requested ? machine.state().word() : "stopped",
                        "flyd",
                        turn.now(),
                        Optional.of(new Machine.Ended(ended.code(), ended.signal(), requested)),
                        ended.why());
        return machine.with(machine.process().withRun(Optional.empty())).with(event);
    }

    private static void afterwards(Turn turn, Machine machine, int exitCode) {
        turn.put(machine);
        switch (machine.process().then()) {
            case POLICY -> decide(turn, machine, exitCode);
            case STOP, LAUNCH -> {
                if (machine.is(State.REPLACING)) {
                    MachineLife.prepareLater(turn, machine);
                } else if (machine.process().then() == Then.LAUNCH) {
                    MachineLife.launch(turn, machine, Duration.ZERO, "user");
                } else {
                    stopped(turn, machine);
                }
            }
            case DESTROY -> goneLater(turn, machine);
        }
    }

    private static void decide(Turn turn, Machine machine, int exitCode) {
        int tries = machine.process().tries() + 1;
        boolean again =
                switch (machine.config().restartPolicy()) {
                    case NO -> false;
                    case ALWAYS -> true;
                    case ON_FAILURE -> exitCode != 0 && tries <= machine.config().maxTries();
                };
        if (again) {
            MachineLife.launch(
                    turn,
                    machine.with(machine.process().withTries(tries)),
                    turn.laws().delays().restartBackoff(),
                    "flyd");
        } else {
            stopped(turn, machine);
        }
    }

    private static void stopped(Turn turn, Machine machine) {
        if (machine.config().autoDestroy()) {
            destroyNow(turn, machine);
        } else {
            MachineLife.rest(turn, machine);
        }
    }

    /** Ends and removes it, whatever it is doing. */
    static void destroyNow(Turn turn, Machine machine) {
        Machine destroying =
                machine.with(State.DESTROYING, turn.now())
                        .with(machine.process().next(Then.DESTROY));
        turn.put(MachineLife.noted(turn, destroying, "destroy", "user"));
        if (destroying.process().run().isPresent()) {
            turn.effect(new Effect.KillProcess(machine.id()));
        } else {
            goneLater(turn, destroying);
        }
    }

    private static void goneLater(Turn turn, Machine machine) {
        turn.later(
                turn.laws().delays().destroyMachine(),
                new Happening.MachineGone(machine.id(), machine.process().step()));
    }

    static void gone(Turn turn, String id, long step) {
        MachineLife.current(turn, id, step)
                .ifPresent(machine -> {
                    Machine destroyed =
                            machine.with(State.DESTROYED, turn.now()).withLease(Optional.empty());
                    turn.put(MachineLife.noted(turn, destroyed, "destroy", "flyd"));
                    machine.volume()
                            .flatMap(turn.world()::volume)
                            .filter(it -> it.machine().equals(Optional.of(id)))
                            .ifPresent(it -> turn.put(it.withMachine(Optional.empty())));
                });
    }

    private MachineEnd() {}
}
