package dev.flysnap.snapshot.policy;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.RetentionState;
import dev.flysnap.snapshot.volumes.VolumeMoves;
import dev.flysnap.tags.CreateTag;
import java.util.Optional;

/**
 * The retention that interrupted runs have not restored yet. A later run that sets a retention of
 * its own restores that one instead; otherwise the interrupted run's setting would be taken for the
 * volume's own for ever.
 */
public final class PendingRetention {
    private final Journal journal;

    public PendingRetention(Journal journal) {
        this.journal = journal;
    }

    /**
     * The setting to restore at the end.
     *
     * @param run the run that needs to know; it may have been interrupted itself
     * @param volume as it is now; a debt follows it when Fly moves it
     * @param now the current setting; only a run that set exactly this has to restore
     * @param machine its tag may name a run of another journal
     * @return empty when {@code now} is the volume's own
     */
    public Optional<Integer> toRestore(
            RunId run, AppName app, Volume volume, int now, Optional<Machine> machine) {
        for (RunRecord record : journal.runs(RunKind.CREATE, app)) {
            Optional<CreatePlan> readable = planOf(record);
            if (readable.isEmpty()) {
                continue;
            }
            CreatePlan plan = readable.get();
            if (plan.retainDays().isEmpty() || !isOf(plan, volume)) {
                continue;
            }
            Optional<RetentionState> retention = CreateState.of(journal, plan.run()).retention();
            boolean settled =
                    retention.map(RetentionState::restored).orElse(false)
                            || journal.status(record.id()) == RunStatus.DONE;
            if (settled) {
                // It restored what older runs had left.
                return Optional.empty();
            }
            if (plan.retainDays().equals(Optional.of(now))
                    && retention.filter(it -> it.mustBeRestored(now)).isPresent()) {
                return retention.map(RetentionState::before);
            }
        }
        return machine.flatMap(CreateTag::on)
                .filter(tag -> !tag.run().equals(run) && journal.run(tag.run()).isEmpty())
                .filter(tag -> tag.retainDays().equals(Optional.of(now)))
                .flatMap(CreateTag::retentionBefore);
    }

    private static boolean isOf(CreatePlan plan, Volume volume) {
        return plan.volume().id().equals(volume.id()) || VolumeMoves.isMoved(plan.volume(), volume);
    }

    /** Empty for a run of another version, whose plan cannot be read. */
    private static Optional<CreatePlan> planOf(RunRecord run) {
        try {
            return Optional.of(CreatePlan.of(run));
        } catch (MalformedJson otherVersion) {
            return Optional.empty();
        }
    }
}
