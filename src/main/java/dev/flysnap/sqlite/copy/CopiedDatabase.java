package dev.flysnap.sqlite.copy;

import dev.flysnap.model.sqlite.CopyMethod;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A finished copy: one file, synced, that only its owner can read, with nothing beside it.
 *
 * @param completeUntil every commit acknowledged before is in it
 * @param isExact whether it is the state at that moment: writers were off
 * @param journalMode of the source, and of the copy
 */
public record CopiedDatabase(
        Path file, CopyMethod method, Instant completeUntil, boolean isExact, String journalMode) {}
