package dev.flysnap.restore.run;

import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.restore.model.RegionRefusal;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.verify.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of a restore.
 *
 * @param region where the new volume is
 * @param machine absent where only a volume was wanted; so is {@code verdict}
 * @param old the machine that was replaced, as it was before
 * @param refused the regions that refused
 * @param raisedGb the size of the volume, where Fly asked for more than was planned
 * @param withoutService from cordoning the old machine until the new one was in service; absent
 *     where there was no old one, or no cutover
 * @param finished whether the replaced machine and its volume were deleted, so that the run cannot
 *     be undone
 */
public record RestoreReport(
        RestorePlan plan,
        VolumeId volume,
        Region region,
        Optional<MachineId> machine,
        Optional<Verdict> verdict,
        Optional<Machine> old,
        List<RegionRefusal> refused,
        Optional<Integer> raisedGb,
        Optional<Duration> withoutService,
        boolean finished) {

    /** Whether the data may be used; of a restore that was not verified nobody knows otherwise. */
    public boolean isFitForUse() {
        return verdict.map(Verdict::isFitForUse).orElse(true);
    }

    /** Bad data is a failure where that was the question. */
    public ExitCode exitCode() {
        return plan.isTrial() && !isFitForUse() ? ExitCode.CHECK_NOT_MET : ExitCode.DONE;
    }
}
