package dev.flysnap.doctor.checkup;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine whose main process has ended with an error again and again, as the machine's events
 * say.
 *
 * @param exits how many times in a row
 * @param lastCode the last exit code
 */
public record CrashLoop(int exits, int lastCode) {
    private static final int MIN_EXITS = 2;

    /** A machine that has run for longer since its last exit has recovered. */
    private static final Duration MAX_INTERVAL = Duration.ofMinutes(10);

    /** Empty where it runs, or was stopped: an end that was asked for is no error. Pure. */
    public static Optional<CrashLoop> of(Machine machine, Instant now) {
        List<Integer> codes = new ArrayList<>();
        Instant later = machine.state().equals(MachineState.STARTED) ? now : Instant.MIN;
        for (Machine.Event event : machine.events()) {
            if (event.exitCode().isEmpty() || MachineExits.isOnRequest(event)) {
                continue;
            }
            Instant at = event.at().orElse(later);
            boolean isLate = !later.equals(Instant.MIN) && at.plus(MAX_INTERVAL).isBefore(later);
            if (event.exitCode().get() == 0 || isLate) {
                break;
            }
            codes.add(event.exitCode().get());
            later = at;
        }
        return codes.size() < MIN_EXITS
                ? Optional.empty()
                : Optional.of(new CrashLoop(codes.size(), codes.getFirst()));
    }

    /** The end of a sentence about the machine. */
    public String text() {
        return "has ended with an error %d times in a row, the last time with exit code %d"
                .formatted(exits, lastCode);
    }
}
