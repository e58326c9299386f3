package dev.flysnap.sim.world;

import dev.flysnap.sim.world.Machine.State;
import dev.flysnap.sim.world.Machine.Then;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How a machine comes from one state into the next. */
final class MachineLife {

    static Machine.Event event(Turn turn, String type, String status, String source) {
        return new Machine.Event(
                type, status, source, turn.now(), Optional.empty(), Optional.empty());
    }

    private static Machine noted(Turn turn, Machine machine, String type, String source) {
        return machine.with(event(turn, type, machine.state().word(), source));
    }

    /** Starts it, after the time that a start takes. */
    static void launch(Turn turn, Machine machine, Duration pause, String source) {
        Machine starting =
                machine.with(State.STARTING, turn.now()).with(machine.process().next(Then.POLICY));
        turn.put(noted(turn, starting, "start", source));
        turn.later(
                pause.plus(turn.laws().delays().startMachine()),
                new Happening.MachineBoots(machine.id(), starting.process().step()));
    }

    static void boots(Turn turn, String id, long step) {
        current(turn, id, step)
                .filter(it -> it.is(State.STARTING))
                .ifPresent(machine -> {
                    if (machine.process().run().isPresent()) {
                        turn.effect(new Effect.ThawProcess(id));
                        turn.put(
                                noted(
                                        turn,
                                        machine.with(State.STARTED, turn.now()),
                                        "start",
                                        "flyd"));
                        return;
                    }
                    List<String> command = turn.laws().images().command(machine.config());
                    if (command.isEmpty()) {
                        fail(turn, machine);
                        return;
                    }
                    run(turn, machine, command);
                });
    }

    private static void run(Turn turn, Machine machine, List<String> command) {
        long run = turn.number();
        Machine started =
                machine.with(State.STARTED, turn.now())
                        .with(machine.process().withRun(Optional.of(run)));
        turn.put(noted(turn, started, "start", "flyd"));
        turn.effect(
                new Effect.StartProcess(
                        machine.id(),
                        run,
                        command,
                        Environment.of(turn.app(machine.app()), machine),
                        machine.volume(),
                        machine.config().mounts().stream()
                                .map(MachineConfig.Mount::path)
                                .findFirst()
                                .orElse(""),
                        machine.birth().privateIp()));
    }

    private static void fail(Turn turn, Machine machine) {
        String image = machine.config().image();
        String message =
                "nobody knows what %s runs: give init.exec in the machine's config, or start the simulator with --run '%s=COMMAND'"
                        .formatted(image, image);
        turn.put(
                machine.with(State.FAILED, turn.now())
                        .with(
                                new Machine.Event(
                                        "launch",
                                        "launch_failed",
                                        "flyd",
                                        turn.now(),
                                        Optional.empty(),
                                        Optional.of(message))));
    }

    /** A new version of it: the old one ends first, then it is made ready. */
    static void replace(Turn turn, Machine machine, boolean launches) {
        Machine replacing =
                machine.with(State.REPLACING, turn.now())
                        .with(
                                machine.process()
                                        .withTries(0)
                                        .next(launches ? Then.LAUNCH : Then.STOP));
        turn.put(noted(turn, replacing, "update", "user"));
        if (replacing.process().run().isPresent()) {
            end(turn, replacing, Optional.empty(), Optional.empty());
        } else {
            prepareLater(turn, replacing);
        }
    }

    private static void prepareLater(Turn turn, Machine machine) {
        turn.later(
                turn.laws().delays().prepareMachine(),
                new Happening.MachinePrepared(machine.id(), machine.process().step()));
    }

    static void prepared(Turn turn, String id, long step) {
        current(turn, id, step)
                .ifPresent(machine -> {
                    boolean isNew = machine.is(State.CREATED);
                    if (machine.process().then() == Then.LAUNCH) {
                        launch(turn, machine, Duration.ZERO, "flyd");
                    } else if (isNew
                            && turn.laws().switches().unlaunched() == Switches.Unlaunched.CREATED) {
                        turn.put(machine.with(machine.process().next(Then.POLICY)));
                    } else {
                        rest(turn, machine);
                    }
                });
    }

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
                    prepareLater(turn, machine);
                } else if (machine.process().then() == Then.LAUNCH) {
                    launch(turn, machine, Duration.ZERO, "user");
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
            launch(
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
            rest(turn, machine);
        }
    }

    /** It stands, and nothing follows. */
    static void rest(Turn turn, Machine machine) {
        Machine resting =
                machine.with(State.STOPPED, turn.now()).with(machine.process().next(Then.POLICY));
        turn.put(noted(turn, resting, "stop", "flyd"));
    }

    /** Ends and removes it, whatever it is doing. */
    static void destroyNow(Turn turn, Machine machine) {
        Machine destroying =
                machine.with(State.DESTROYING, turn.now())
                        .with(machine.process().next(Then.DESTROY));
        turn.put(noted(turn, destroying, "destroy", "user"));
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
        current(turn, id, step)
                .ifPresent(machine -> {
                    Machine destroyed =
                            machine.with(State.DESTROYED, turn.now()).withLease(Optional.empty());
                    turn.put(noted(turn, destroyed, "destroy", "flyd"));
                    machine.volume()
                            .flatMap(turn.world()::volume)
                            .filter(it -> it.machine().equals(Optional.of(id)))
                            .ifPresent(it -> turn.put(it.withMachine(Optional.empty())));
                });
    }

    static void scheduleNext(Turn turn, Machine machine) {
        machine.config()
                .schedule()
                .ifPresent(period -> {
                    // "Fuzzy" in the docs: up to a twentieth later.
                    long fuzzMs = Math.floorMod(turn.number() * 7_919, period.toMillis() / 20);
                    turn.later(
                            period.plusMillis(fuzzMs),
                            new Happening.ScheduledStart(machine.id(), machine.instanceId()));
                });
    }

    static void scheduledStart(Turn turn, String id, String instanceId) {
        turn.world()
                .machine(id)
                .filter(it -> !it.isGone() && it.instanceId().equals(instanceId))
                .ifPresent(machine -> {
                    if (machine.is(State.STOPPED)) {
                        Machine.Running fresh = machine.process().withTries(0);
                        launch(turn, machine.with(fresh), Duration.ZERO, "schedule");
                    }
                    scheduleNext(turn, machine);
                });
    }

    static void suspended(Turn turn, String id, long step) {
        current(turn, id, step)
                .filter(it -> it.is(State.SUSPENDING))
                .ifPresent(machine -> {
                    turn.put(
                            noted(
                                    turn,
                                    machine.with(State.SUSPENDED, turn.now()),
                                    "suspend",
                                    "flyd"));
                });
    }

    private static Optional<Machine> current(Turn turn, String id, long step) {
        return turn.world().machine(id).filter(it -> it.process().step() == step);
    }

    private MachineLife() {}
}
