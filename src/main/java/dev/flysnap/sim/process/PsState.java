package dev.flysnap.sim.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The state letter of a process by {@code ps}, for systems without {@code /proc} (macOS). */
final class PsState {
    private PsState() {}

    /** Empty if there is no such process. */
    static Optional<Character> of(long pid) {
        try {
            Process ps =
                    new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(pid))
                            .redirectErrorStream(true)
                            .start();
            ps.getOutputStream().close();
            String answer =
                    new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                            .strip();
            return answer.isEmpty() ? Optional.empty() : Optional.of(answer.charAt(0));
        } catch (IOException e) {
            throw new IllegalStateException("ps cannot be run", e);
        }
    }
}
