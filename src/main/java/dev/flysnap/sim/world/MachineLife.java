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

    static Machine noted(Turn turn, Machine machine, String type, String source) {
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
                    List<String> command = machine.config().command(turn.laws().images());
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
            MachineEnd.end(turn, replacing, Optional.empty(), Optional.empty());
        } else {
            prepareLater(turn, replacing);
        }
    }

    static void prepareLater(Turn turn, Machine machine) {
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

    /** It stands, and nothing follows. */
    static void rest(Turn turn, Machine machine) {
        Machine resting =
                machine.with(State.STOPPED, turn.now()).with(machine.process().next(Then.POLICY));
        turn.put(noted(turn, resting, "stop", "flyd"));
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

    static Optional<Machine> current(Turn turn, String id, long step) {
        return turn.world().machine(id).filter(it -> it.process().step() == step);
    }

    private MachineLife() {}
}
