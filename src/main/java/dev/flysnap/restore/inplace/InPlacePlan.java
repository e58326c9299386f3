package dev.flysnap.restore.inplace;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.restore.request.CopySource;
import java.util.List;
import java.util.Optional;

/**
 * How copies are brought back in place.
 *
 * @param machine whose agent replaces the databases
 * @param databases what is replaced by what
 * @param check how the agent checks what has arrived
 * @param force whether they may be other databases than the app's
 */
@JsonName("in-place-plan")
public record InPlacePlan(
        RunId run,
        AppName app,
        MachineId machine,
        List<Replaced> databases,
        CheckDepth check,
        boolean force) {
    /**
     * @param path of the database in the machine
     * @param bytes that it has now, where the agent knows
     */
    public record Replaced(CopySource copy, String path, Optional<Long> bytes) {
        String name() {
            return copy.database();
        }
    }

    public InPlacePlan {
        databases = List.copyOf(databases);
    }

    List<String> names() {
        return databases.stream().map(Replaced::name).toList();
    }

    /** What the agent knows the replacement by, and names what it sets aside. */
    String attempt() {
        return run.value();
    }

    String undoAttempt() {
        return run.value() + "-undo";
    }

    /** Where the old database is kept. */
    public String setAside(Replaced database) {
        return "%s.before-%s".formatted(database.path(), attempt());
    }

    /** Where the one that was brought is kept after an undo. */
    public String setAsideByUndo(Replaced database) {
        return "%s.before-%s".formatted(database.path(), undoAttempt());
    }

    /** The next step towards the goal. */
    Optional<InPlaceStep> forward(InPlaceState state) {
        if (state.replacedAt().isPresent() || state.putBack().isPresent()) {
            return Optional.empty();
        }
        return names().stream()
                .filter(it -> !state.uploaded().contains(it))
                .findFirst()
                .<InPlaceStep>map(InPlaceStep.Upload::new)
                .or(() -> Optional.of(new InPlaceStep.Replace()));
    }

    /** The next step towards the databases as they were. */
    Optional<InPlaceStep> back(InPlaceState state) {
        if (state.replacedAt().isPresent()) {
            return state.isUndone()
                    ? Optional.empty()
                    : Optional.of(new InPlaceStep.RestoreReplaced());
        }
        return state.isDiscarded() || state.putBack().isPresent()
                ? Optional.empty()
                : Optional.of(new InPlaceStep.Discard());
    }

    /** The next step of deleting what is kept. */
    Optional<InPlaceStep> finish(InPlaceState state) {
        return state.isFinished() || state.replacedAt().isEmpty()
                ? Optional.empty()
                : Optional.of(new InPlaceStep.DeleteSetAside());
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if another version of flysnap wrote it
     */
    static InPlacePlan of(RunRecord run) {
        try {
            return Records.read(InPlacePlan.class, run.plan());
        } catch (MalformedJson e) {
            throw InPlaceProblems.ofAnotherVersion(run.id()).exception(e);
        }
    }
}
