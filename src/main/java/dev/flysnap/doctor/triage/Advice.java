package dev.flysnap.doctor.triage;

import java.time.Duration;
import java.util.Optional;

/**
 * What to do next.
 *
 * @param command one that can be pasted
 * @param why what speaks for it, and what it costs
 * @param about how long it should take; absent where nobody can tell
 * @param basis where that comes from, in words
 */
public record Advice(
        String command, String why, Optional<Duration> expectedDuration, String durationBasis) {}
