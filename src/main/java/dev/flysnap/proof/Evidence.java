package dev.flysnap.proof;

import dev.flysnap.model.Machine;
import java.time.Instant;
import java.util.Optional;

/**
 * What was observed while a snapshot was taken; {@link Grading} says what it proves. All times are
 * by flysnap's clock.
 *
 * @param machineBefore the machine that had the volume before the request
 * @param machineAfter the machine that had it after the snapshot was seen to be created
 * @param requestedAt when the request was about to be sent; empty when the snapshot is not the one
 *     that was requested then (such as an earlier one that is recent enough)
 * @param createdSeenAt when the snapshot was first seen to be {@code created}
 */
public record Evidence(
        Optional<Machine> machineBefore,
        Optional<Machine> machineAfter,
        Optional<Quiesced> quiesced,
        Optional<Release> release,
        Optional<Instant> requestedAt,
        Optional<Instant> createdSeenAt) {

    /**
     * How the hold ended.
     *
     * @param requestedAt when the resume was about to be sent
     */
    public record Release(Resumed outcome, Instant requestedAt) {}
}
