package dev.flysnap.snapshot;

import dev.flysnap.hook.Quiesced;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.saga.RunLog;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the effects of a create say so far.
 *
 * @param attempt how many processes have worked on it
 * @param refused the times that Fly said that another snapshot is being taken
 * @param inDoubt the request of which nobody knows whether it was granted
 * @param ended why there is no way forward: for this process, or for any
 * @param lookAgain whether what was seen before is too old to compare a new request with
 * @param hookAnswered what the hook answered last, whichever attempt asked it
 * @param hookFailed the attempt that went on without the hook
 * @param holdLost whether the process that held is gone
 * @param glanced whether who does not wait has looked for the new one
 * @param coalesced the earlier one that stands in, where Fly made none
 * @param marked whether the machine's metadata tells of the run; absent = not yet tried
 * @param unmarked whether it no longer does
 * @param adopted whether the journal that had known the run is lost
 * @param retention the volume's setting, when another one is wanted for the snapshot
 */
record CreateState(
        int attempt,
        List<CreateEffect.Refused> refused,
        Optional<CreateEffect.InDoubt> inDoubt,
        Optional<CreateEffect> ended,
        Optional<CreateEffect.Saw> before,
        boolean lookAgain,
        Optional<CreateEffect.HookAnswered> hookAnswered,
        Optional<CreateEffect.HookFailed> hookFailed,
        Optional<CreateEffect.Requested> requested,
        Optional<CreateEffect.Released> released,
        boolean holdLost,
        boolean glanced,
        Optional<CreateEffect.Found> found,
        Optional<CreateEffect.Coalesced> coalesced,
        boolean running,
        Optional<CreateEffect.Created> created,
        Optional<CreateEffect.SawAfter> after,
        Optional<CreateEffect.Marked> marked,
        boolean unmarked,
        boolean adopted,
        Optional<Retention> retention) {

    static final CreateState START = new Draft().state();

    /** Where a run stands, as its journal says. */
    static CreateState of(Journal journal, RunId run) {
        CreateState state = START;
        for (CreateEffect effect :
                new RunLog<>(journal, run, CreateStep.class, CreateEffect.class, CutPoint.NONE)
                        .effects()) {
            state = state.after(effect);
        }
        return state;
    }

    CreateState after(CreateEffect effect) {
        Draft next = new Draft(this);
        switch (effect) {
            case CreateEffect.Saw it -> {
                next.before = Optional.of(it);
                next.lookAgain = false;
            }
            case CreateEffect.HookAnswered it -> {
                next.hookAnswered = Optional.of(it);
                next.released = Optional.empty();
                next.holdLost = false;
            }
            case CreateEffect.HookFailed it -> next.hookFailed = Optional.of(it);
            case CreateEffect.Requested it -> next.requested = Optional.of(it);
            case CreateEffect.InDoubt it -> next.inDoubt = Optional.of(it);
            case CreateEffect.FoundLost(CreateEffect.InDoubt request, SnapshotId id) -> {
                next.inDoubt = Optional.empty();
                next.requested = Optional.of(request.request());
                next.found =
                        Optional.of(new CreateEffect.Found(id, NewSnapshots.AFTER_A_LOST_ANSWER));
            }
            case CreateEffect.NotGranted it -> {
                next.inDoubt = Optional.empty();
                next.ended = it.problem().map(_ -> it);
                next.lookAgain = true;
            }
            case CreateEffect.NoneMade it -> next.ended = Optional.of(it);
            case CreateEffect.Refused it -> {
                next.refused = Stream.concat(refused.stream(), Stream.of(it)).toList();
                next.lookAgain = true;
            }
            case CreateEffect.Released it -> next.released = Optional.of(it);
            case CreateEffect.Found it -> next.found = Optional.of(it);
            case CreateEffect.Coalesced it -> {
                next.coalesced = Optional.of(it);
                next.found =
                        Optional.of(
                                new CreateEffect.Found(
                                        it.id(), "coalesced: an earlier one, as Fly made none"));
            }
            case CreateEffect.NotListedYet() -> next.glanced = true;
            case CreateEffect.Running() -> next.running = true;
            case CreateEffect.Created it -> next.created = Optional.of(it);
            case CreateEffect.SawAfter it -> next.after = Optional.of(it);
            case CreateEffect.Marked it -> next.marked = Optional.of(it);
            case CreateEffect.Unmarked() -> next.unmarked = true;
            case CreateEffect.Adopted _ -> next.adopted = true;
            case CreateEffect.RetentionSeen it -> next.retention = Optional.of(Retention.seen(it));
            case CreateEffect.RetentionSet() -> next.retention = retention.map(Retention::nowSet);
            case CreateEffect.RetentionRestored() ->
                    next.retention = retention.map(Retention::nowRestored);
        }
        return next.state();
    }

    /**
     * No hold outlives a process, and a list that an earlier one saw is too old for a new request.
     */
    CreateState takenUp(int nth) {
        Draft next = new Draft(this);
        next.attempt = nth;
        next.holdLost = isHeld();
        next.lookAgain = requested.isEmpty();
        next.refused = List.of();
        next.ended = ended.filter(CreateEffect.NoneMade.class::isInstance);
        if (requested.isEmpty()) {
            next.retention = retention.filter(it -> !it.restored()).map(Retention::takenUp);
            next.marked = isMarked() ? marked : Optional.empty();
            next.unmarked = false;
        }
        return next.state();
    }

    Optional<SnapshotId> snapshot() {
        return found.map(CreateEffect.Found::id);
    }

    Optional<Quiesced> quiesced() {
        return hookAnswered.map(CreateEffect.HookAnswered::quiesced);
    }

    /** Writers are off by a lease of ours that nobody has given back yet. */
    boolean isHeld() {
        return !holdLost && released.isEmpty() && quiesced().map(Quiesced::isHolding).orElse(false);
    }

    /** The machine's metadata tells of the run. */
    boolean isMarked() {
        return !unmarked && marked.map(CreateEffect.Marked::done).orElse(false);
    }

    String lease() {
        return quiesced().orElseThrow().lease();
    }

    /** A quiesce counts only for the attempt that asked for it. */
    boolean isQuiescedFor(String wanted) {
        return hookAnswered.map(it -> it.attempt().equals(wanted)).orElse(false)
                || hookFailed.map(it -> it.attempt().equals(wanted)).orElse(false);
    }

    /** How far the snapshot has come, in the words of {@code --hold-until}. */
    HoldUntil reached() {
        if (created.isPresent()) {
            return HoldUntil.CREATED;
        }
        if (running) {
            return HoldUntil.RUNNING;
        }
        return requested.isPresent() || inDoubt.isPresent()
                ? HoldUntil.REQUESTED
                : HoldUntil.QUIESCED;
    }

    /** Fly has been asked, or may have been, and nobody has seen how that ended. */
    boolean isUnfinished() {
        return (requested.isPresent() || inDoubt.isPresent())
                && created.isEmpty()
                && ended.isEmpty();
    }

    /** The next state while it is being written down. */
    private static final class Draft {
        private int attempt;
        private List<CreateEffect.Refused> refused = List.of();
        private Optional<CreateEffect.InDoubt> inDoubt = Optional.empty();
        private Optional<CreateEffect> ended = Optional.empty();
        private Optional<CreateEffect.Saw> before = Optional.empty();
        private boolean lookAgain = true;
        private Optional<CreateEffect.HookAnswered> hookAnswered = Optional.empty();
        private Optional<CreateEffect.HookFailed> hookFailed = Optional.empty();
        private Optional<CreateEffect.Requested> requested = Optional.empty();
        private Optional<CreateEffect.Released> released = Optional.empty();
        private boolean holdLost;
        private boolean glanced;
        private Optional<CreateEffect.Found> found = Optional.empty();
        private Optional<CreateEffect.Coalesced> coalesced = Optional.empty();
        private boolean running;
        private Optional<CreateEffect.Created> created = Optional.empty();
        private Optional<CreateEffect.SawAfter> after = Optional.empty();
        private Optional<CreateEffect.Marked> marked = Optional.empty();
        private boolean unmarked;
        private boolean adopted;
        private Optional<Retention> retention = Optional.empty();

        Draft() {}

        Draft(CreateState from) {
            attempt = from.attempt;
            refused = from.refused;
            inDoubt = from.inDoubt;
            ended = from.ended;
            before = from.before;
            lookAgain = from.lookAgain;
            hookAnswered = from.hookAnswered;
            hookFailed = from.hookFailed;
            requested = from.requested;
            released = from.released;
            holdLost = from.holdLost;
            glanced = from.glanced;
            found = from.found;
            coalesced = from.coalesced;
            running = from.running;
            created = from.created;
            after = from.after;
            marked = from.marked;
            unmarked = from.unmarked;
            adopted = from.adopted;
            retention = from.retention;
        }

        CreateState state() {
            return new CreateState(
                    attempt,
                    refused,
                    inDoubt,
                    ended,
                    before,
                    lookAgain,
                    hookAnswered,
                    hookFailed,
                    requested,
                    released,
                    holdLost,
                    glanced,
                    found,
                    coalesced,
                    running,
                    created,
                    after,
                    marked,
                    unmarked,
                    adopted,
                    retention);
        }
    }
}
