package dev.flysnap.proof;

import dev.flysnap.model.Machine;
import java.time.Instant;
import java.util.Optional;

/**
 * What was seen while a snapshot was taken; {@link Grading} says what it proves. All times are of
 * the one clock of flysnap.
 *
 * @param machineBefore the machine that had the volume, looked at before the request
 * @param machineAfter the machine that has it, looked at after the snapshot was seen to be created
 * @param requestedAt when the request was about to be sent; empty when the snapshot is not the one
 *     that was asked for then (such as an earlier one that was taken for good enough)
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
     * @param askedAt when the resume was about to be sent
     */
    public record Release(Resumed outcome, Instant requestedAt) {}
}
