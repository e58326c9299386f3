package dev.flysnap.restore.run;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.route.RestoreRoute;
import dev.flysnap.restore.topology.RestoreHistory;
import dev.flysnap.runtime.RunContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** How far restores and moves have come, according to the journal alone. */
public final class RunProgress {
    private final RestoreHistory history;

    public RunProgress(RunContext context) {
        this(context.journal());
    }

    public RunProgress(Journal journal) {
        this.history = new RestoreHistory(journal);
    }

    /**
     * The plan of a restore that is verified and waits for its cutover; empty for any other run,
     * and for one that another version wrote.
     */
    public Optional<RestorePlan> awaitingCutover(RunRecord run) {
        return run.kind() == RunKind.RESTORE
                ? history.state(run)
                        .filter(RestoreState::isReadyForCutover)
                        .flatMap(_ -> planOf(run))
                : Optional.empty();
    }

    private static Optional<RestorePlan> planOf(RunRecord run) {
        try {
            return Optional.of(Records.read(RestorePlan.class, run.plan()));
        } catch (MalformedJson ofAnotherVersion) {
            return Optional.empty();
        }
    }

    /** When the app was back in service, and when the data was verified, as far as the run got. */
    public List<Instant> usableAt(RunRecord run) {
        return history.state(run).stream()
                .flatMap(state ->
                        Stream.of(Milestone.IN_SERVICE, Milestone.VERIFIER_STOPPED)
                                .flatMap(it -> state.at(it).stream()))
                .toList();
    }

    /** The machine that the run has put to work, or is about to; without it no run can go on. */
    public Optional<MachineId> machineAtWork(RunRecord run) {
        return history.state(run)
                .filter(it -> it.has(Milestone.COMMITTED) && it.lacks(Milestone.FINISH_BEGUN))
                .filter(it -> !it.isBeingUndone())
                .flatMap(RestoreState::machine);
    }

    /** The machine that the run has made; without it there is nothing to cut over to. */
    public Optional<MachineId> newMachine(RunRecord run) {
        return history.state(run).flatMap(RestoreState::machine);
    }

    /**
     * Whether the run has cut over completely, or was undone completely after its cutover, and has
     * left a superseded machine or volume that is still there.
     *
     * @param machines the living ones of the app
     * @param volumes the living ones of the app
     */
    public boolean hasSuperseded(RunRecord run, Set<MachineId> machines, Set<VolumeId> volumes) {
        return history.state(run)
                .filter(it -> it.has(Milestone.COMMITTED))
                .filter(it ->
                        it.superseded().filter(machines::contains).isPresent()
                                || it.supersededVolume().filter(volumes::contains).isPresent())
                .filter(it ->
                        it.isBeingUndone()
                                ? it.isFinishOfUndone() || isUndoOver(run, it)
                                : it.has(Milestone.IN_SERVICE))
                .isPresent();
    }

    /** Whether what the run has superseded is being removed, or was. */
    public boolean isFinishing(RunRecord run) {
        return history.state(run).filter(it -> it.has(Milestone.FINISH_BEGUN)).isPresent();
    }

    private static boolean isUndoOver(RunRecord run, RestoreState state) {
        return planOf(run).filter(it -> new RestoreRoute(it, state).undo().isEmpty()).isPresent();
    }

    /** Whether another cutover took place since: one of this run would replace newer data. */
    public boolean isOvertaken(RunRecord run) {
        return history.isOvertaken(run);
    }

    /** Whether a cutover has started the app on what the run made, or was about to. */
    public boolean isCommitted(RunRecord run) {
        return history.state(run).filter(it -> it.has(Milestone.COMMITTED)).isPresent();
    }
}
