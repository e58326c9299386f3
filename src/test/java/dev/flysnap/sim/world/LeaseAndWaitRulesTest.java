package dev.flysnap.sim.world;

import static dev.flysnap.sim.world.WorldStory.obj;
import static dev.flysnap.sim.world.WorldStory.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.machine.LeaseRules;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.machine.WaitCondition;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class LeaseAndWaitRulesTest {
    private final WorldStory story = new WorldStory();

    private SimLease lease(MachineTarget target, int seconds) {
        return story.change(transition ->
                LeaseRules.acquire(
                        transition, target, "me", obj("{\"ttl\":%d}".formatted(seconds))));
    }

    @Test
    void whileALeaseIsHeldEveryChangeWithoutItsNonceIsRefused() {
        SimMachine machine = story.machineWith("");
        SimLease lease = lease(target(machine), 60);
        String held = "lease currently held by me, expires at " + lease.expiresAt();
        BiConsumer<Transition, MachineTarget> stop =
                (transition, it) -> LifecycleRules.stop(transition, it, obj("{}"));
        story.refused(409, held, transition -> stop.accept(transition, target(machine)));
        story.refused(409, held, transition -> stop.accept(transition, target(machine, "wrong")));
        story.refused(
                409, held, transition -> LifecycleRules.destroy(transition, target(machine), true));
        story.refused(
                409, held, transition -> MachineRules.cordon(transition, target(machine), true));
        story.refused(
                409,
                held,
                transition ->
                        MachineRules.setMetadata(
                                transition, target(machine), "a", Optional.of("b")));
        story.refused(
                409,
                held,
                transition -> LeaseRules.acquire(transition, target(machine), "you", obj("{}")));
        story.act(transition -> stop.accept(transition, target(machine, lease.nonce())));
        assertEquals(SimMachine.State.STOPPING, story.machine(machine).state());
    }

    @Test
    void aLeaseIsRenewedByItsNonceAndEndsByItself() {
        SimMachine machine = story.machineWith("");
        SimLease first = lease(target(machine), 60);
        story.passSeconds(50);
        SimLease second = lease(target(machine, first.nonce()), 60);
        assertEquals(first.nonce(), second.nonce());
        story.passSeconds(59);
        assertEquals(
                second, story.change(transition -> LeaseRules.show(transition, target(machine))));
        story.passSeconds(1);
        story.refused(
                404, "lease not found", transition -> LeaseRules.show(transition, target(machine)));
        assertEquals(
                Optional.of("you"),
                Optional.of(
                        story.change(transition ->
                                        LeaseRules.acquire(
                                                transition, target(machine), "you", obj("{}")))
                                .owner()));
    }

    @Test
    void aLeaseIsReleasedByItsNonceOnly() {
        SimMachine machine = story.machineWith("");
        SimLease lease = lease(target(machine), 60);
        story.refused(
                409,
                "lease currently held by me, expires at " + lease.expiresAt(),
                transition -> LeaseRules.release(transition, target(machine)));
        story.act(transition -> LeaseRules.release(transition, target(machine, lease.nonce())));
        story.act(transition -> MachineRules.cordon(transition, target(machine), true));
        assertTrue(story.machine(machine).cordoned());
    }

    @Test
    void aCommandIsRefusedWhileALeaseIsHeldEvenWithItsNonce() {
        SimMachine machine = story.machineWith("");
        assertEquals(
                machine,
                story.change(
                        transition -> LeaseRules.requireExecAllowed(transition, target(machine))));
        SimLease lease = lease(target(machine), 60);
        story.refused(
                409,
                "lease currently held by me, expires at " + lease.expiresAt(),
                transition ->
                        LeaseRules.requireExecAllowed(transition, target(machine, lease.nonce())));
    }

    @Test
    void aCommandNeedsAStartedMachine() {
        SimMachine machine = story.machineWith("");
        story.ends(machine, 0);
        story.refused(
                412,
                "failed_precondition: machine not running, currently stopped",
                transition -> LeaseRules.requireExecAllowed(transition, target(machine)));
    }

    @Test
    void aWaitIsOneToSixtySeconds() {
        for (String wrong : new String[] {"0", "61", "-1", "100ms", "2m", "x"}) {
            Refusal refusal =
                    assertThrows(
                            Refusal.class,
                            () ->
                                    WaitCondition.parse(
                                            Optional.of("started"),
                                            Optional.empty(),
                                            Optional.of(wrong)));
            assertEquals(
                    "invalid_argument: timeout must be between 1 and 60 seconds, not " + wrong,
                    refusal.error());
        }
        assertEquals(
                Duration.ofSeconds(60),
                WaitCondition.parse(Optional.empty(), Optional.empty(), Optional.of("60")).limit());
    }

    @Test
    void stoppedIsWaitedForByInstance() {
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () ->
                                WaitCondition.parse(
                                        Optional.of("stopped"),
                                        Optional.empty(),
                                        Optional.empty()));
        assertEquals(400, refusal.httpStatus());
        SimMachine machine = story.machineWith("");
        WaitCondition wanted =
                WaitCondition.parse(
                        Optional.of("stopped"),
                        Optional.of(machine.instanceId()),
                        Optional.empty());
        assertFalse(wanted.isReached(machine));
        assertEquals(
                "deadline_exceeded: machine failed to reach desired state, stopped, currently started",
                wanted.timedOut(machine).error());
        story.ends(machine, 0);
        assertTrue(wanted.isReached(story.machine(machine)));
    }

    @Test
    void settledMeansNoPassingState() {
        WaitCondition settled =
                WaitCondition.parse(Optional.of("settled"), Optional.empty(), Optional.empty());
        SimMachine machine =
                story.create("{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}");
        assertFalse(settled.isReached(story.machine(machine)));
        story.passSeconds(2);
        assertFalse(settled.isReached(story.machine(machine)));
        story.passSeconds(5);
        assertTrue(settled.isReached(story.machine(machine)));
    }
}
