package dev.flysnap.sim.machine;

import dev.flysnap.sim.platform.GoDuration;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The condition of a wait request for a machine.
 *
 * @param state a state's word, or {@code settled}
 */
public record WaitCondition(String state, Optional<String> instanceId, Duration limit) {
    private static final Set<String> STATES =
            Set.of("started", "stopped", "suspended", "destroyed", "failed", "settled");
    private static final int MAX_SECONDS = 60;

    public static WaitCondition parse(
            Optional<String> state, Optional<String> instanceId, Optional<String> timeout) {
        String wanted = state.filter(it -> !it.isEmpty()).orElse("started");
        if (!STATES.contains(wanted)) {
            throw Refusal.invalid("state '%s' cannot be waited for".formatted(wanted));
        }
        if (wanted.equals("stopped") && instanceId.isEmpty()) {
            throw Refusal.invalid("instance_id is required when waiting for stopped");
        }
        return new WaitCondition(wanted, instanceId.filter(it -> !it.isEmpty()), seconds(timeout));
    }

    private static Duration seconds(Optional<String> timeout) {
        if (timeout.isEmpty()) {
            return Duration.ofSeconds(MAX_SECONDS);
        }
        String text = timeout.get();
        Optional<Duration> limit =
                text.matches("-?\\d{1,6}")
                        ? Optional.of(Duration.ofSeconds(Long.parseLong(text)))
                        : GoDuration.parse(text);
        return limit.filter(it -> it.toMillis() >= 1000 && it.toSeconds() <= MAX_SECONDS)
                .orElseThrow(() ->
                        Refusal.invalid("timeout must be between 1 and 60 seconds, not " + text));
    }

    /** Whether the machine has reached the state. */
    public boolean isReached(SimMachine machine) {
        boolean older =
                instanceId.isPresent()
                        && !instanceId.get().equals(machine.instanceId())
                        && machine.versions().stream()
                                .anyMatch(it -> it.instanceId().equals(instanceId.get()));
        return switch (state) {
            case "settled" -> machine.isSettled();
            // A replaced version counts as stopped when its process has ended.
            case "stopped" ->
                    machine.is(SimMachine.State.STOPPED)
                            || machine.isGone()
                            || (older && machine.process().run().isEmpty());
            default -> machine.state().apiName().equals(state) && !older;
        };
    }

    public Refusal timedOut(SimMachine machine) {
        return Refusal.deadline(
                "machine failed to reach desired state, %s, currently %s"
                        .formatted(state, machine.state().apiName()));
    }
}
