package dev.flysnap.restore.topology;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestoreEffect;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.restore.model.RestoreStep;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.saga.RunLog;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The app's other restores and moves, according to this journal. */
public final class RestoreHistory {
    private final Journal journal;

    public RestoreHistory(RunContext context) {
        this(context.journal());
    }

    public RestoreHistory(Journal journal) {
        this.journal = journal;
    }

    /** Old machines, each mapped to the machine that replaced it. */
    public Map<MachineId, MachineId> successors(AppName app) {
        Map<MachineId, MachineId> successors = new LinkedHashMap<>();
        for (RunRecord run : runsOf(app)) {
            Optional<RestoreState> state =
                    state(run)
                            .filter(it -> it.has(Milestone.COMMITTED))
                            .filter(it -> !it.isBeingUndone());
            if (state.isPresent()
                    && state.get().old().isPresent()
                    && state.get().machine().isPresent()) {
                successors.put(state.get().old().get().id(), state.get().machine().get());
            }
        }
        return successors;
    }

    /**
     * The machines that runs have put to work for the app, or back to work by an undo; later ones
     * may have replaced them since.
     */
    public Set<MachineId> putToWork(AppName app) {
        Set<MachineId> machines = new LinkedHashSet<>();
        journal.runs(app).stream()
                .filter(it -> it.kind().makesVolume())
                .flatMap(it -> state(it).stream())
                .filter(it -> it.has(Milestone.COMMITTED))
                .forEach(state ->
                        (state.isBeingUndone() ? state.old().map(Machine::id) : state.machine())
                                .ifPresent(machines::add));
        return machines;
    }

    /**
     * Whether another cutover took place after the run was started: going on with this one would
     * replace newer data.
     */
    public boolean isOvertaken(RunRecord run) {
        return runsOf(run.app()).stream()
                .filter(it -> !it.id().equals(run.id()))
                .flatMap(it -> state(it).stream())
                .filter(it -> !it.isBeingUndone())
                .flatMap(it -> it.at(Milestone.COMMITTED).stream())
                .anyMatch(it -> it.isAfter(run.startedAt()));
    }

    /**
     * Requires that no other cutover has begun without being completed or undone.
     *
     * @param but the run that may have
     * @throws dev.flysnap.problem.FlysnapException if there is one
     */
    public void requireNoUnfinishedCutover(AppName app, RunId but) {
        for (RunRecord run : runsOf(app)) {
            Optional<RestoreState> half =
                    run.id().equals(but) || isOver(run)
                            ? Optional.empty()
                            : state(run).filter(RestoreState::isHalfCutOver);
            if (half.isPresent()) {
                throw FencingProblems.unfinished(app, run.id(), commandToEnd(run, half.get()))
                        .exception();
            }
        }
    }

    /** The command that ends a run that was interrupted or failed. */
    public String commandToEnd(RunRecord run, RestoreState state) {
        boolean failed = journal.status(run.id()) == RunStatus.FAILED;
        boolean undo =
                run.kind().isTrial()
                        // It removes what it made by itself.
                        ? state.has(Milestone.UNDO_BEGUN)
                        : !state.isFinishOfUndone()
                                && (state.isBeingUndone()
                                        || (failed && state.lacks(Milestone.COMMITTED)));
        return (undo ? "flysnap undo " : "flysnap continue ") + run.id();
    }

    public boolean isOver(RunRecord run) {
        return switch (journal.status(run.id())) {
            case DONE, UNDONE, GIVEN_UP -> true;
            case OPEN, FAILED -> false;
        };
    }

    private List<RunRecord> runsOf(AppName app) {
        return journal.runs(app).stream()
                .filter(it -> it.kind().makesVolume())
                .filter(it -> journal.status(it.id()) != RunStatus.UNDONE)
                .toList();
    }

    /**
     * Absent for a run that another version wrote; its machines on Fly are checked all the same.
     */
    public Optional<RestoreState> state(RunRecord run) {
        try {
            return Optional.of(state(run.id()));
        } catch (MalformedJson ofAnotherVersion) {
            return Optional.empty();
        }
    }

    /**
     * @throws MalformedJson if another version wrote it
     */
    public RestoreState state(RunId run) {
        return state(
                new RunLog<>(journal, run, RestoreStep.class, RestoreEffect.class, CutPoint.NONE));
    }

    public static RestoreState state(RunLog<RestoreStep, RestoreEffect> log) {
        RestoreState state = RestoreState.START;
        for (RestoreEffect effect : log.effects()) {
            state = state.after(effect);
        }
        return state;
    }
}
