package dev.flysnap.restore;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunKind;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.snapshot.Workbench;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How far restores and moves came, as the journal says; asks nobody else, and changes nothing. */
public final class RunsPast {
    private final Workbench bench;

    public RunsPast(Workbench bench) {
        this.bench = bench;
    }

    /**
     * What a run would bring to work that is verified and waits for its cutover; empty for any
     * other, and for one that another version wrote.
     */
    public Optional<SnapshotId> waitsForCutover(RunRecord run) {
        return run.kind() == RunKind.RESTORE
                ? new EarlierRuns(bench)
                        .state(run)
                        .filter(RestoreState::isReadyForCutover)
                        .flatMap(_ -> snapshotOf(run))
                : Optional.empty();
    }

    private static Optional<SnapshotId> snapshotOf(RunRecord run) {
        try {
            return Records.read(RestorePlan.class, run.plan()).snapshot();
        } catch (MalformedJson ofAnotherVersion) {
            return Optional.empty();
        }
    }

    /** When the app was in service again, and when the data was verified, as far as it came. */
    public List<Instant> usableAt(RunRecord run) {
        return new EarlierRuns(bench)
                .state(run).stream()
                        .flatMap(state ->
                                Stream.of(Milestone.IN_SERVICE, Milestone.VERIFIER_STOPPED)
                                        .flatMap(it -> state.at(it).stream()))
                        .toList();
    }

    /** Whether a cutover has put what the run made to work, or was about to. */
    public boolean isCommitted(RunRecord run) {
        return new EarlierRuns(bench)
                .state(run)
                .filter(it -> it.has(Milestone.COMMITTED))
                .isPresent();
    }
}
