package dev.flysnap.sim.machine;

import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimEvent;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.SimMachine.AfterExit;
import dev.flysnap.sim.world.SimMachine.State;
import dev.flysnap.sim.world.SimVolume;
import dev.flysnap.sim.world.Transition;
import dev.flysnap.sim.world.World;
import java.time.Duration;
import java.util.Optional;

/** The state transitions of a machine. */
public final class MachineLifecycle {

    static SimMachine.Event event(
            Transition transition, String type, String status, String source) {
        return new SimMachine.Event(
                type, status, source, transition.now(), Optional.empty(), Optional.empty());
    }

    static SimMachine withEvent(
            Transition transition, SimMachine machine, String type, String source) {
        return machine.with(event(transition, type, machine.state().apiName(), source));
    }

    /** Starts the machine after the delay of a start. */
    public static void launch(
            Transition transition, SimMachine machine, Duration pause, String source) {
        SimMachine starting =
                machine.with(State.STARTING, transition.now())
                        .with(machine.process().next(AfterExit.POLICY));
        transition.put(withEvent(transition, starting, "start", source));
        transition.schedule(
                pause.plus(transition.rules().delays().startMachine()),
                new SimEvent.MachineBoots(machine.id(), starting.process().step()));
    }

    public static void boots(Transition transition, String id, long step) {
        current(transition, id, step)
                .filter(it -> it.is(State.STARTING))
                .ifPresent(machine -> {
                    if (machine.process().run().isPresent()) {
                        transition.addEffect(new Effect.ThawProcess(id));
                        transition.put(
                                withEvent(
                                        transition,
                                        machine.with(State.STARTED, transition.now()),
                                        "start",
                                        "flyd"));
                        return;
                    }
                    MachineProcesses processes =
                            MachineProcesses.of(
                                    transition.app(machine.app()),
                                    machine,
                                    transition.rules().images());
                    if (processes.unknownImage().isPresent()) {
                        fail(transition, machine, unknownCommand(processes.unknownImage().get()));
                        return;
                    }
                    run(transition, machine, processes);
                });
    }

    private static void run(Transition transition, SimMachine machine, MachineProcesses processes) {
        long run = transition.nextNumber();
        SimMachine started =
                machine.with(State.STARTED, transition.now())
                        .with(machine.process().withRun(Optional.of(run)));
        transition.put(withEvent(transition, started, "start", "flyd"));
        transition.addEffect(
                new Effect.StartProcess(
                        machine.id(),
                        run,
                        processes.main().command(),
                        processes.main().environment(),
                        machine.volume().filter(_ -> processes.mountsVolume()),
                        processes.main().mountPath().orElse(""),
                        machine.birth().privateIp(),
                        processes.containers()));
    }

    private static String unknownCommand(String image) {
        return "the simulator does not know what %s runs: set init.exec in the machine's config, or start the simulator with --run '%s=COMMAND'"
                .formatted(image, image);
    }

    private static void fail(Transition transition, SimMachine machine, String message) {
        transition.put(
                machine.with(State.FAILED, transition.now())
                        .with(machine.process().next(AfterExit.POLICY))
                        .with(
                                new SimMachine.Event(
                                        "launch",
                                        "launch_failed",
                                        "flyd",
                                        transition.now(),
                                        Optional.empty(),
                                        Optional.of(message))));
    }

    /** Replaces the version: ends the old process, then prepares the new version. */
    static void replace(Transition transition, SimMachine machine, boolean launches) {
        SimMachine replacing =
                machine.with(State.REPLACING, transition.now())
                        .with(
                                machine.process()
                                        .withTries(0)
                                        .next(launches ? AfterExit.LAUNCH : AfterExit.STOP));
        transition.put(withEvent(transition, replacing, "update", "user"));
        if (replacing.process().run().isPresent()) {
            MachineShutdown.end(transition, replacing, Optional.empty(), Optional.empty());
        } else {
            schedulePreparation(transition, replacing);
        }
    }

    static void schedulePreparation(Transition transition, SimMachine machine) {
        transition.schedule(
                transition.rules().delays().prepareMachine(),
                new SimEvent.MachinePrepared(machine.id(), machine.process().step()));
    }

    public static void prepared(Transition transition, String id, long step) {
        current(transition, id, step)
                .filter(machine -> !awaitsVolume(transition.world(), machine))
                .ifPresent(machine -> {
                    boolean isNew = machine.is(State.CREATED);
                    if (machine.process().then() == AfterExit.LAUNCH) {
                        launch(transition, machine, Duration.ZERO, "flyd");
                    } else if (isNew
                            && transition.rules().switches().unlaunched()
                                    == Switches.Unlaunched.CREATED) {
                        transition.put(machine.with(machine.process().next(AfterExit.POLICY)));
                    } else {
                        stopNow(transition, machine);
                    }
                });
    }

    /** Whether the content of the volume that it mounts is still being copied. */
    private static boolean awaitsVolume(World world, SimMachine machine) {
        return machine.volume()
                .flatMap(world::volume)
                .filter(it -> !VolumeRules.hasContent(world, it))
                .isPresent();
    }

    /**
     * A volume's content is there, or will never be: a machine that was created on it meanwhile
     * goes on, or fails. Source: PLATFORM, November 2026.
     */
    public static void volumeChanged(Transition transition, String volumeId) {
        Optional<SimVolume> volume = transition.world().volume(volumeId);
        volume.flatMap(SimVolume::machine)
                .flatMap(transition.world()::machine)
                .filter(machine -> machine.is(State.CREATED) || machine.is(State.REPLACING))
                .filter(machine -> machine.process().then() != AfterExit.POLICY)
                .filter(machine -> !isPreparing(transition.world(), machine))
                .ifPresent(machine -> {
                    if (volume.orElseThrow().isDead()) {
                        fail(
                                transition,
                                machine,
                                "volume %s could not be filled".formatted(volumeId));
                    } else {
                        prepared(transition, machine.id(), machine.process().step());
                    }
                });
    }

    private static boolean isPreparing(World world, SimMachine machine) {
        SimEvent preparation = new SimEvent.MachinePrepared(machine.id(), machine.process().step());
        return machine.process().run().isPresent()
                || world.due().stream().anyMatch(it -> it.what().equals(preparation));
    }

    /** Stops the machine; nothing else is scheduled. */
    static void stopNow(Transition transition, SimMachine machine) {
        SimMachine resting =
                machine.with(State.STOPPED, transition.now())
                        .with(machine.process().next(AfterExit.POLICY));
        transition.put(withEvent(transition, resting, "stop", "flyd"));
    }

    static void scheduleNext(Transition transition, SimMachine machine) {
        schedule(transition, machine, 1);
    }

    /** "Fuzzy" in the docs. Source: PLATFORM, Machines. */
    private static void schedule(Transition transition, SimMachine machine, long nth) {
        machine.config()
                .schedule()
                .ifPresent(period -> {
                    Duration twentieth = period.dividedBy(20);
                    Duration fuzz =
                            Duration.ofMillis(
                                    Math.floorMod(
                                            transition.nextNumber() * 7_919, twentieth.toMillis()));
                    Duration delay =
                            switch (transition.rules().switches().scheduledStarts()) {
                                case FUZZY, MISSED -> period.plus(fuzz);
                                case LATE -> period.plus(period.dividedBy(4)).plus(fuzz);
                                case TWICE -> isEven(nth) ? twentieth : period.plus(fuzz);
                            };
                    transition.schedule(
                            delay,
                            new SimEvent.ScheduledStart(machine.id(), machine.instanceId(), nth));
                });
    }

    private static boolean isEven(long nth) {
        return nth % 2 == 0;
    }

    public static void scheduledStart(
            Transition transition, String id, String instanceId, long nth) {
        boolean isMissed =
                transition.rules().switches().scheduledStarts() == Switches.ScheduledStarts.MISSED
                        && isEven(nth);
        transition
                .world()
                .machine(id)
                .filter(it -> !it.isGone() && it.instanceId().equals(instanceId))
                .ifPresent(machine -> {
                    if (machine.is(State.STOPPED) && !isMissed) {
                        SimMachine.Running fresh = machine.process().withTries(0);
                        launch(transition, machine.with(fresh), Duration.ZERO, "schedule");
                    }
                    schedule(transition, machine, nth + 1);
                });
    }

    public static void suspended(Transition transition, String id, long step) {
        current(transition, id, step)
                .filter(it -> it.is(State.SUSPENDING))
                .ifPresent(machine -> {
                    transition.put(
                            withEvent(
                                    transition,
                                    machine.with(State.SUSPENDED, transition.now()),
                                    "suspend",
                                    "flyd"));
                });
    }

    static Optional<SimMachine> current(Transition transition, String id, long step) {
        return transition.world().machine(id).filter(it -> it.process().step() == step);
    }

    private MachineLifecycle() {}
}
