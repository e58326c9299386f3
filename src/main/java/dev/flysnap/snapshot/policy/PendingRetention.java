package dev.flysnap.snapshot.policy;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.CreateState;
import dev.flysnap.snapshot.plan.RetentionState;
import dev.flysnap.tags.CreateTag;
import java.util.Optional;

/**
 * What interrupted runs still owe: a volume's retention as it was before them. A later run that
 * wants a retention of its own takes the debt over, else the setting of the interrupted one would
 * be taken for the volume's own for ever.
 */
public final class PendingRetention {
    private final Journal journal;

    public PendingRetention(Journal journal) {
        this.journal = journal;
    }

    /**
     * What has to be put back in the end.
     *
     * @param run the one that asks; it may have been interrupted itself
     * @param now the setting as it is; only who set just that owes
     * @param machine whose note may tell of a run that another journal knows
     * @return empty when {@code now} is the volume's own
     */
    public Optional<Integer> toRestore(
            RunId run, AppName app, VolumeId volume, int now, Optional<Machine> machine) {
        for (RunRecord record : journal.runs(RunKind.CREATE, app)) {
            Optional<CreatePlan> readable = planOf(record);
            if (readable.isEmpty()) {
                continue;
            }
            CreatePlan plan = readable.get();
            if (plan.retainDays().isEmpty() || !plan.volume().id().equals(volume)) {
                continue;
            }
            Optional<RetentionState> retention = CreateState.of(journal, plan.run()).retention();
            boolean settled =
                    retention.map(RetentionState::restored).orElse(false)
                            || journal.status(record.id()) == RunStatus.DONE;
            if (settled) {
                // It had taken over what older ones owed.
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

    /** Of a run that another version wrote nobody can say what it owes. */
    private static Optional<CreatePlan> planOf(RunRecord run) {
        try {
            return Optional.of(CreatePlan.of(run));
        } catch (MalformedJson otherVersion) {
            return Optional.empty();
        }
    }
}
