package dev.flysnap.sim.world;

import static dev.flysnap.sim.world.WorldStory.obj;
import static dev.flysnap.sim.world.WorldStory.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PowerRulesTest {
    private final WorldStory story = new WorldStory();

    private Machine.State state(Machine machine) {
        return story.machine(machine).state();
    }

    @Test
    void aStopAsksWithTheConfiguredSignalAndKillsAfterItsTimeout() {
        Machine machine =
                story.machineWith(",\"stop_config\":{\"signal\":\"SIGTERM\",\"timeout\":\"20s\"}");
        story.effects();
        story.act(transition -> PowerRules.stop(transition, target(machine), obj("{}")));
        assertEquals(Machine.State.STOPPING, state(machine));
        story.passSeconds(19);
        assertEquals(List.of(new Effect.SignalProcess(machine.id(), "SIGTERM")), story.effects());
        story.passSeconds(1);
        assertEquals(List.of(new Effect.KillProcess(machine.id())), story.effects());
        story.ends(machine, 137);
        assertEquals(Machine.State.STOPPED, state(machine));
    }

    @Test
    void withoutAStopConfigItIsSigintAndFiveSeconds() {
        Machine machine = story.machineWith("");
        story.effects();
        story.act(transition ->
                PowerRules.stop(
                        transition, target(machine), obj("{\"id\":\"x\",\"timeout\":\"0s\"}")));
        story.passSeconds(4);
        assertEquals(List.of(new Effect.SignalProcess(machine.id(), "SIGINT")), story.effects());
        story.passSeconds(1);
        assertEquals(List.of(new Effect.KillProcess(machine.id())), story.effects());
    }

    @Test
    void aStoppedMachineStartsAgainInTheSameInstanceUnlessTheSwitchSaysOtherwise() {
        Machine machine = story.machineWith("");
        story.act(transition -> PowerRules.stop(transition, target(machine), obj("{}")));
        story.ends(machine, 0);
        Machine before = story.change(transition -> PowerRules.start(transition, target(machine)));
        assertEquals(Machine.State.STOPPED, before.state());
        story.passSeconds(5);
        assertEquals(Machine.State.STARTED, state(machine));
        assertEquals(machine.instanceId(), story.machine(machine).instanceId());
        story.act(transition -> PowerRules.stop(transition, target(machine), obj("{}")));
        story.ends(machine, 0);
        story.set(Switches.USUAL.with("start-instance", "new"));
        var _ = story.change(transition -> PowerRules.start(transition, target(machine)));
        assertNotEquals(machine.instanceId(), story.machine(machine).instanceId());
    }

    @Test
    void aStopWhileItIsStartingKeepsItFromRunning() {
        Machine machine =
                story.create("{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}");
        story.passSeconds(2);
        story.act(transition -> PowerRules.stop(transition, target(machine), obj("{}")));
        story.passSeconds(60);
        assertEquals(Machine.State.STOPPED, state(machine));
        assertEquals(List.of(), story.effects(Effect.StartProcess.class));
    }

    @Test
    void aMachineThatEndsByItselfIsStoppedWithItsExitCode() {
        Machine machine = story.machineWith("");
        story.ends(machine, 0);
        assertEquals(Machine.State.STOPPED, state(machine));
        assertTrue(
                story.machine(machine).events().stream()
                        .anyMatch(it ->
                                it.type().equals("exit")
                                        && it.ended()
                                                .equals(
                                                        Optional.of(
                                                                new Machine.Ended(
                                                                        0,
                                                                        Optional.empty(),
                                                                        false)))));
    }

    @Test
    void aFailingMachineIsStartedTenTimesAgain() {
        Machine machine = story.machineWith("");
        story.effects();
        for (int i = 0; i < 10; i++) {
            story.ends(machine, 1);
            assertEquals(Machine.State.STARTING, state(machine), "after failure " + (i + 1));
            story.passSeconds(10);
        }
        story.ends(machine, 1);
        story.passSeconds(60);
        assertEquals(Machine.State.STOPPED, state(machine));
        assertEquals(10, story.effects(Effect.StartProcess.class).size());
    }

    @Test
    void theRestartPolicyDecides() {
        Machine no = story.machineWith(",\"restart\":{\"policy\":\"no\"}");
        story.ends(no, 1);
        assertEquals(Machine.State.STOPPED, state(no));
        Machine always = story.machineWith(",\"restart\":{\"policy\":\"always\"}");
        story.ends(always, 0);
        story.passSeconds(10);
        assertEquals(Machine.State.STARTED, state(always));
        Machine twice =
                story.machineWith(",\"restart\":{\"policy\":\"on-failure\",\"max_retries\":1}");
        story.ends(twice, 1);
        story.passSeconds(10);
        story.ends(twice, 1);
        assertEquals(Machine.State.STOPPED, state(twice));
    }

    @Test
    void autoDestroyRemovesAMachineThatHasEnded() {
        Machine machine = story.machineWith(",\"auto_destroy\":true");
        story.ends(machine, 0);
        assertEquals(Machine.State.DESTROYING, state(machine));
        story.passSeconds(5);
        assertEquals(Machine.State.DESTROYED, state(machine));
    }

    @Test
    void onlyForceDestroysARunningMachine() {
        Machine machine = story.machineWith("");
        story.refused(
                412,
                "failed_precondition: unable to destroy machine, not currently stopped, suspended, or created (currently 'started')",
                transition -> PowerRules.destroy(transition, target(machine), false));
        story.effects();
        story.act(transition -> PowerRules.destroy(transition, target(machine), true));
        assertEquals(List.of(new Effect.KillProcess(machine.id())), story.effects());
        story.ends(machine, 137);
        story.passSeconds(5);
        assertEquals(Machine.State.DESTROYED, state(machine));
    }

    @Test
    void suspendFreezesASmallMachineWithoutSchedule() {
        Machine machine = story.machineWith("");
        story.effects();
        story.act(transition -> PowerRules.suspend(transition, target(machine)));
        assertEquals(Machine.State.SUSPENDING, state(machine));
        story.passSeconds(5);
        assertEquals(Machine.State.SUSPENDED, state(machine));
        var _ = story.change(transition -> PowerRules.start(transition, target(machine)));
        story.passSeconds(5);
        assertEquals(Machine.State.STARTED, state(machine));
        assertEquals(
                List.of(
                        new Effect.FreezeProcess(machine.id()),
                        new Effect.ThawProcess(machine.id())),
                story.effects());
        Machine large = story.machineWith(",\"guest\":{\"memory_mb\":4096}");
        story.refused(
                412,
                "failed_precondition: machines with more than 2 GB of memory cannot be suspended",
                transition -> PowerRules.suspend(transition, target(large)));
        Machine scheduled = story.machineWith(",\"schedule\":\"daily\"");
        story.refused(
                412,
                "failed_precondition: machines with a schedule cannot be suspended",
                transition -> PowerRules.suspend(transition, target(scheduled)));
    }

    @Test
    void aRestartEndsTheProcessAndStartsItAgain() {
        Machine machine = story.machineWith("");
        story.act(transition -> PowerRules.restart(transition, target(machine), Optional.empty()));
        assertEquals(Machine.State.RESTARTING, state(machine));
        story.ends(machine, 0);
        story.passSeconds(5);
        assertEquals(Machine.State.STARTED, state(machine));
        assertEquals(2, story.effects(Effect.StartProcess.class).size());
    }

    @Test
    void aMachineOnADeadHostCannotBeStopped() {
        Machine machine = story.machineWith("");
        story.act(transition -> AppRules.setHostUnreachable(transition, machine.id(), true));
        story.refused(
                412,
                "failed_precondition: the machine's host is unreachable",
                transition -> PowerRules.stop(transition, target(machine), obj("{}")));
        assertEquals(Machine.State.STARTED, state(machine));
    }

    @Test
    void afterTheSimulatorWasDownStartedMachinesAreStartedAgain() {
        Machine started = story.machineWith("");
        Machine stopping = story.machineWith("");
        story.act(transition -> PowerRules.stop(transition, target(stopping), obj("{}")));
        story.effects();
        story.act(Rules::restart);
        story.passSeconds(10);
        assertEquals(Machine.State.STARTED, state(started));
        assertEquals(Machine.State.STOPPED, state(stopping));
        assertEquals(
                List.of(started.id()),
                story.effects(Effect.StartProcess.class).stream()
                        .map(Effect.StartProcess::machine)
                        .toList());
    }
}
