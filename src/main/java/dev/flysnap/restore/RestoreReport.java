package dev.flysnap.restore;

import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import java.time.Duration;
import java.util.Optional;

/**
 * How a restore ended.
 *
 * @param withoutService from the cordoning of the old machine until the new one was in service;
 *     absent where there was no old one, or no cutover
 */
public record RestoreReport(
        RestorePlan plan,
        VolumeId volume,
        MachineId machine,
        Verdict verdict,
        Optional<Duration> withoutService) {}
