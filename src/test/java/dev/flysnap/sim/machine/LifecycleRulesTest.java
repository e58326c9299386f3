package dev.flysnap.sim.machine;

import static dev.flysnap.sim.world.WorldStory.obj;
import static dev.flysnap.sim.world.WorldStory.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.event.EventRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.world.Effect;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.WorldStory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LifecycleRulesTest {
    private final WorldStory story = new WorldStory();

    private SimMachine.State state(SimMachine machine) {
        return story.machine(machine).state();
    }

    @Test
    void aStopAsksWithTheConfiguredSignalAndKillsAfterItsTimeout() {
        SimMachine machine =
                story.machineWith(",\"stop_config\":{\"signal\":\"SIGTERM\",\"timeout\":\"20s\"}");
        story.effects();
        story.act(transition -> LifecycleRules.stop(transition, target(machine), obj("{}")));
        assertEquals(SimMachine.State.STOPPING, state(machine));
        story.passSeconds(19);
        assertEquals(List.of(new Effect.SignalProcess(machine.id(), "SIGTERM")), story.effects());
        story.passSeconds(1);
        assertEquals(List.of(new Effect.KillProcess(machine.id())), story.effects());
        story.ends(machine, 137);
        assertEquals(SimMachine.State.STOPPED, state(machine));
    }

    @Test
    void withoutAStopConfigItIsSigintAndFiveSeconds() {
        SimMachine machine = story.machineWith("");
        story.effects();
        story.act(transition ->
                LifecycleRules.stop(
                        transition, target(machine), obj("{\"id\":\"x\",\"timeout\":\"0s\"}")));
        story.passSeconds(4);
        assertEquals(List.of(new Effect.SignalProcess(machine.id(), "SIGINT")), story.effects());
        story.passSeconds(1);
        assertEquals(List.of(new Effect.KillProcess(machine.id())), story.effects());
    }

    @Test
    void aStoppedMachineStartsAgainInTheSameInstanceUnlessTheSwitchSaysOtherwise() {
        SimMachine machine = story.machineWith("");
        story.act(transition -> LifecycleRules.stop(transition, target(machine), obj("{}")));
        story.ends(machine, 0);
        SimMachine before =
                story.change(transition -> LifecycleRules.start(transition, target(machine)));
        assertEquals(SimMachine.State.STOPPED, before.state());
        story.passSeconds(5);
        assertEquals(SimMachine.State.STARTED, state(machine));
        assertEquals(machine.instanceId(), story.machine(machine).instanceId());
        story.act(transition -> LifecycleRules.stop(transition, target(machine), obj("{}")));
        story.ends(machine, 0);
        story.set(Switches.DEFAULTS.with("start-instance", "new"));
        var _ = story.change(transition -> LifecycleRules.start(transition, target(machine)));
        assertNotEquals(machine.instanceId(), story.machine(machine).instanceId());
    }

    @Test
    void aStopWhileItIsStartingKeepsItFromRunning() {
        SimMachine machine =
                story.create("{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}");
        story.passSeconds(2);
        story.act(transition -> LifecycleRules.stop(transition, target(machine), obj("{}")));
        story.passSeconds(60);
        assertEquals(SimMachine.State.STOPPED, state(machine));
        assertEquals(List.of(), story.effects(Effect.StartProcess.class));
    }

    @Test
    void aMachineThatEndsByItselfIsStoppedWithItsExitCode() {
        SimMachine machine = story.machineWith("");
        story.ends(machine, 0);
        assertEquals(SimMachine.State.STOPPED, state(machine));
        assertTrue(
                story.machine(machine).events().stream()
                        .anyMatch(event ->
                                event.type().equals("exit")
                                        && event.ended()
                                                .equals(
                                                        Optional.of(
                                                                new SimMachine.Ended(
                                                                        0,
                                                                        Optional.empty(),
                                                                        false)))));
    }

    @Test
    void aFailingMachineIsStartedTenTimesAgain() {
        SimMachine machine = story.machineWith("");
        story.effects();
        for (int i = 0; i < 10; i++) {
            story.ends(machine, 1);
            assertEquals(SimMachine.State.STARTING, state(machine), "after failure " + (i + 1));
            story.passSeconds(10);
        }
        story.ends(machine, 1);
        story.passSeconds(60);
        assertEquals(SimMachine.State.STOPPED, state(machine));
        assertEquals(10, story.effects(Effect.StartProcess.class).size());
    }

    @Test
    void theRestartPolicyDecides() {
        SimMachine no = story.machineWith(",\"restart\":{\"policy\":\"no\"}");
        story.ends(no, 1);
        assertEquals(SimMachine.State.STOPPED, state(no));
        SimMachine always = story.machineWith(",\"restart\":{\"policy\":\"always\"}");
        story.ends(always, 0);
        story.passSeconds(10);
        assertEquals(SimMachine.State.STARTED, state(always));
        SimMachine twice =
                story.machineWith(",\"restart\":{\"policy\":\"on-failure\",\"max_retries\":1}");
        story.ends(twice, 1);
        story.passSeconds(10);
        story.ends(twice, 1);
        assertEquals(SimMachine.State.STOPPED, state(twice));
    }

    @Test
    void autoDestroyRemovesAMachineThatHasEnded() {
        SimMachine machine = story.machineWith(",\"auto_destroy\":true");
        story.ends(machine, 0);
        assertEquals(SimMachine.State.DESTROYING, state(machine));
        story.passSeconds(5);
        assertEquals(SimMachine.State.DESTROYED, state(machine));
    }

    @Test
    void onlyForceDestroysARunningMachine() {
        SimMachine machine = story.machineWith("");
        story.refused(
                412,
                "failed_precondition: unable to destroy machine, not currently stopped, suspended, or created (currently 'started')",
                transition -> LifecycleRules.destroy(transition, target(machine), false));
        story.effects();
        story.act(transition -> LifecycleRules.destroy(transition, target(machine), true));
        assertEquals(List.of(new Effect.KillProcess(machine.id())), story.effects());
        story.ends(machine, 137);
        story.passSeconds(5);
        assertEquals(SimMachine.State.DESTROYED, state(machine));
    }

    @Test
    void suspendFreezesASmallMachineWithoutSchedule() {
        SimMachine machine = story.machineWith("");
        story.effects();
        story.act(transition -> LifecycleRules.suspend(transition, target(machine)));
        assertEquals(SimMachine.State.SUSPENDING, state(machine));
        story.passSeconds(5);
        assertEquals(SimMachine.State.SUSPENDED, state(machine));
        var _ = story.change(transition -> LifecycleRules.start(transition, target(machine)));
        story.passSeconds(5);
        assertEquals(SimMachine.State.STARTED, state(machine));
        assertEquals(
                List.of(
                        new Effect.FreezeProcess(machine.id()),
                        new Effect.ThawProcess(machine.id())),
                story.effects());
        SimMachine large = story.machineWith(",\"guest\":{\"memory_mb\":4096}");
        story.refused(
                412,
                "failed_precondition: machines with more than 2 GB of memory cannot be suspended",
                transition -> LifecycleRules.suspend(transition, target(large)));
        SimMachine scheduled = story.machineWith(",\"schedule\":\"daily\"");
        story.refused(
                412,
                "failed_precondition: machines with a schedule cannot be suspended",
                transition -> LifecycleRules.suspend(transition, target(scheduled)));
    }

    @Test
    void aRestartEndsTheProcessAndStartsItAgain() {
        SimMachine machine = story.machineWith("");
        story.act(transition ->
                LifecycleRules.restart(transition, target(machine), Optional.empty()));
        assertEquals(SimMachine.State.RESTARTING, state(machine));
        story.ends(machine, 0);
        story.passSeconds(5);
        assertEquals(SimMachine.State.STARTED, state(machine));
        assertEquals(2, story.effects(Effect.StartProcess.class).size());
    }

    @Test
    void aMachineOnADeadHostCannotBeStopped() {
        SimMachine machine = story.machineWith("");
        story.act(transition -> AppRules.setHostUnreachable(transition, machine.id(), true));
        story.refused(
                412,
                "failed_precondition: the machine's host is unreachable",
                transition -> LifecycleRules.stop(transition, target(machine), obj("{}")));
        assertEquals(SimMachine.State.STARTED, state(machine));
    }

    @Test
    void afterTheSimulatorWasDownStartedMachinesAreStartedAgain() {
        SimMachine started = story.machineWith("");
        SimMachine stopping = story.machineWith("");
        story.act(transition -> LifecycleRules.stop(transition, target(stopping), obj("{}")));
        story.effects();
        story.act(EventRules::restart);
        story.passSeconds(10);
        assertEquals(SimMachine.State.STARTED, state(started));
        assertEquals(SimMachine.State.STOPPED, state(stopping));
        assertEquals(
                List.of(started.id()),
                story.effects(Effect.StartProcess.class).stream()
                        .map(Effect.StartProcess::machine)
                        .toList());
    }
}
