package dev.flysnap.doctor.triage;

import dev.flysnap.model.AppName;
import dev.flysnap.sources.Source;
import java.time.Duration;
import java.util.Optional;

/**
 * The recommended next command.
 *
 * @param command complete, to be pasted
 * @param why the reason, and what it costs
 * @param expectedDuration absent if unknown
 * @param durationBasis what the duration is based on
 */
public record Advice(
        String command, String why, Optional<Duration> expectedDuration, String durationBasis) {
    private static final String GUESS = "a guess";

    /** A command that takes seconds. */
    static Advice ofSeconds(String command, String why) {
        return new Advice(command, why, Optional.of(Duration.ofSeconds(30)), GUESS);
    }

    /** A command that takes a few minutes. */
    static Advice ofMinutes(String command, String why) {
        return new Advice(command, why, Optional.of(Duration.ofMinutes(2)), GUESS);
    }

    /** A command whose duration depends on somebody else. */
    static Advice ofUnknownDuration(String command, String why, String until) {
        return new Advice(command, why, Optional.empty(), until);
    }

    /** What is left of an app that was deleted. */
    static Advice ofGoneApp(AppName app, Source best, String durationBasis) {
        return new Advice(
                "fly apps create " + app,
                """
                Fly has no app %s, and with an app all its snapshots are deleted. The best that is left is outside \
                Fly. After this: %s\
                """
                        .formatted(app, best.command().orElse("flysnap sources " + app)),
                best.takes(),
                durationBasis);
    }

    /** The same, where nothing good is left. */
    static Advice ofGoneApp(AppName app) {
        return ofSeconds(
                "flysnap sources " + app,
                "Fly has no app %s, and with an app all its snapshots are deleted. The copies that are left outside Fly are known to be bad: this lists them."
                        .formatted(app));
    }
}
