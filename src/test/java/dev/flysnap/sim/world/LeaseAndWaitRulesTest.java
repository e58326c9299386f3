package dev.flysnap.sim.world;

import static dev.flysnap.sim.world.WorldStory.obj;
import static dev.flysnap.sim.world.WorldStory.target;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class LeaseAndWaitRulesTest {
    private final WorldStory story = new WorldStory();

    private Lease lease(Target target, int seconds) {
        return story.change(turn ->
                LeaseRules.acquire(turn, target, "me", obj("{\"ttl\":%d}".formatted(seconds))));
    }

    @Test
    void whileALeaseIsHeldEveryChangeWithoutItsNonceIsRefused() {
        Machine machine = story.machineWith("");
        Lease lease = lease(target(machine), 60);
        String held = "lease currently held by me, expires at " + lease.expiresAt();
        BiConsumer<Turn, Target> stop = (turn, it) -> PowerRules.stop(turn, it, obj("{}"));
        story.refused(409, held, turn -> stop.accept(turn, target(machine)));
        story.refused(409, held, turn -> stop.accept(turn, target(machine, "wrong")));
        story.refused(409, held, turn -> PowerRules.destroy(turn, target(machine), true));
        story.refused(409, held, turn -> MachineRules.cordon(turn, target(machine), true));
        story.refused(
                409,
                held,
                turn -> MachineRules.setMetadata(turn, target(machine), "a", Optional.of("b")));
        story.refused(
                409, held, turn -> LeaseRules.acquire(turn, target(machine), "you", obj("{}")));
        story.act(turn -> stop.accept(turn, target(machine, lease.nonce())));
        assertEquals(Machine.State.STOPPING, story.machine(machine).state());
    }

    @Test
    void aLeaseIsRenewedByItsNonceAndEndsByItself() {
        Machine machine = story.machineWith("");
        Lease first = lease(target(machine), 60);
        story.passSeconds(50);
        Lease second = lease(target(machine, first.nonce()), 60);
        assertEquals(first.nonce(), second.nonce());
        story.passSeconds(59);
        assertEquals(second, story.change(turn -> LeaseRules.show(turn, target(machine))));
        story.passSeconds(1);
        story.refused(404, "lease not found", turn -> LeaseRules.show(turn, target(machine)));
        assertEquals(
                Optional.of("you"),
                Optional.of(
                        story.change(turn ->
                                        LeaseRules.acquire(turn, target(machine), "you", obj("{}")))
                                .owner()));
    }

    @Test
    void aLeaseIsReleasedByItsNonceOnly() {
        Machine machine = story.machineWith("");
        Lease lease = lease(target(machine), 60);
        story.refused(
                409,
                "lease currently held by me, expires at " + lease.expiresAt(),
                turn -> LeaseRules.release(turn, target(machine)));
        story.act(turn -> LeaseRules.release(turn, target(machine, lease.nonce())));
        story.act(turn -> MachineRules.cordon(turn, target(machine), true));
        assertTrue(story.machine(machine).cordoned());
    }

    @Test
    void aCommandIsRefusedWhileALeaseIsHeldEvenWithItsNonce() {
        Machine machine = story.machineWith("");
        assertEquals(machine, story.change(turn -> LeaseRules.execAllowed(turn, target(machine))));
        Lease lease = lease(target(machine), 60);
        story.refused(
                409,
                "lease currently held by me, expires at " + lease.expiresAt(),
                turn -> LeaseRules.execAllowed(turn, target(machine, lease.nonce())));
    }

    @Test
    void aCommandNeedsAStartedMachine() {
        Machine machine = story.machineWith("");
        story.ends(machine, 0);
        story.refused(
                412,
                "failed_precondition: machine not running, currently stopped",
                turn -> LeaseRules.execAllowed(turn, target(machine)));
    }

    @Test
    void aWaitIsOneToSixtySeconds() {
        for (String wrong : new String[] {"0", "61", "-1", "100ms", "2m", "x"}) {
            Refusal refusal =
                    assertThrows(
                            Refusal.class,
                            () ->
                                    WaitRules.parse(
                                            Optional.of("started"),
                                            Optional.empty(),
                                            Optional.of(wrong)));
            assertEquals(
                    "invalid_argument: timeout must be between 1 and 60 seconds, not " + wrong,
                    refusal.error());
        }
        assertEquals(
                Duration.ofSeconds(60),
                WaitRules.parse(Optional.empty(), Optional.empty(), Optional.of("60")).limit());
    }

    @Test
    void stoppedIsWaitedForByInstance() {
        Refusal refusal =
                assertThrows(
                        Refusal.class,
                        () ->
                                WaitRules.parse(
                                        Optional.of("stopped"),
                                        Optional.empty(),
                                        Optional.empty()));
        assertEquals(400, refusal.httpStatus());
        Machine machine = story.machineWith("");
        WaitRules wanted =
                WaitRules.parse(
                        Optional.of("stopped"),
                        Optional.of(machine.instanceId()),
                        Optional.empty());
        assertFalse(wanted.isReached(machine));
        assertEquals(
                "deadline_exceeded: machine failed to reach desired state, stopped, currently started",
                wanted.tooLate(machine).error());
        story.ends(machine, 0);
        assertTrue(wanted.isReached(story.machine(machine)));
    }

    @Test
    void settledMeansNoPassingState() {
        WaitRules settled =
                WaitRules.parse(Optional.of("settled"), Optional.empty(), Optional.empty());
        Machine machine =
                story.create("{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}}}");
        assertFalse(settled.isReached(story.machine(machine)));
        story.passSeconds(2);
        assertFalse(settled.isReached(story.machine(machine)));
        story.passSeconds(5);
        assertTrue(settled.isReached(story.machine(machine)));
    }
}
