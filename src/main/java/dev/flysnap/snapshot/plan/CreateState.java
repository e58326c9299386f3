package dev.flysnap.snapshot.plan;

import dev.flysnap.journal.Journal;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.saga.RunLog;
import java.util.Optional;

/**
 * What the effects of a create say so far.
 *
 * @param attempt how many processes have worked on it
 * @param adopted whether the journal that had known the run is lost
 * @param retention the volume's setting, when another one is wanted for the snapshot
 */
public record CreateState(
        int attempt,
        boolean recovered,
        RequestState request,
        HoldState hold,
        Result result,
        Tag tag,
        Optional<RetentionState> retention) {

    /**
     * What is known of the snapshot itself.
     *
     * @param glanced whether a caller that does not wait has looked for it
     * @param coalesced the earlier one that stands in, where Fly made none
     * @param after the machine that the volume was attached to when the snapshot was there
     */
    public record Result(
            boolean checkedOnce,
            Optional<CreateEffect.Found> found,
            Optional<CreateEffect.Coalesced> coalesced,
            boolean running,
            Optional<CreateEffect.Created> created,
            Optional<CreateEffect.SeenAfter> after) {}

    /**
     * Whether the machine's metadata tells of the run.
     *
     * @param marked absent = not yet tried
     * @param removed whether it no longer does
     */
    record Tag(Optional<CreateEffect.TagWritten> written, boolean removed) {
        boolean isPresent() {
            return !removed && written.map(CreateEffect.TagWritten::done).orElse(false);
        }
    }

    public static final CreateState START =
            new CreateState(
                    0,
                    false,
                    RequestState.START,
                    HoldState.START,
                    new Result(
                            false,
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            Optional.empty(),
                            Optional.empty()),
                    new Tag(Optional.empty(), false),
                    Optional.empty());

    /** Where a run stands, as its journal says. */
    public static CreateState of(Journal journal, RunId run) {
        CreateState state = START;
        for (CreateEffect effect :
                new RunLog<>(journal, run, CreateStep.class, CreateEffect.class, CutPoint.NONE)
                        .effects()) {
            state = state.after(effect);
        }
        return state;
    }

    public CreateState after(CreateEffect effect) {
        Result is = result;
        return switch (effect) {
            case CreateEffect.SeenBefore saw -> with(request.after(saw));
            case CreateEffect.Refused refused -> with(request.after(refused));
            case CreateEffect.InDoubt inDoubt -> with(request.after(inDoubt));
            case CreateEffect.Requested requested -> with(request.after(requested));
            case CreateEffect.NotAccepted notGranted -> with(request.after(notGranted));
            case CreateEffect.NoneMade noneMade -> with(request.after(noneMade));
            case CreateEffect.FoundAfterLostAnswer lost ->
                    with(request.after(lost)).with(found(lost.found(), is.coalesced));
            case CreateEffect.HookAnswered answered -> with(hold.after(answered));
            case CreateEffect.HookFailed failed -> with(hold.after(failed));
            case CreateEffect.Released released -> with(hold.after(released));
            case CreateEffect.Found found -> with(found(found, is.coalesced));
            case CreateEffect.Coalesced coalesced ->
                    with(found(coalesced.found(), Optional.of(coalesced)));
            case CreateEffect.NotListedYet() ->
                    with(
                            new Result(
                                    true,
                                    is.found,
                                    is.coalesced,
                                    is.running,
                                    is.created,
                                    is.after));
            case CreateEffect.Running() ->
                    with(
                            new Result(
                                    is.checkedOnce,
                                    is.found,
                                    is.coalesced,
                                    true,
                                    is.created,
                                    is.after));
            case CreateEffect.Created created ->
                    with(
                            new Result(
                                    is.checkedOnce,
                                    is.found,
                                    is.coalesced,
                                    is.running,
                                    Optional.of(created),
                                    is.after));
            case CreateEffect.SeenAfter after ->
                    with(
                            new Result(
                                    is.checkedOnce,
                                    is.found,
                                    is.coalesced,
                                    is.running,
                                    is.created,
                                    Optional.of(after)));
            case CreateEffect.TagWritten marked -> with(new Tag(Optional.of(marked), tag.removed));
            case CreateEffect.TagRemoved() -> with(new Tag(tag.written, true));
            case CreateEffect.RetentionSeen seen -> with(Optional.of(RetentionState.seen(seen)));
            case CreateEffect.RetentionSet() -> with(retention.map(RetentionState::afterSet));
            case CreateEffect.RetentionRestored() ->
                    with(retention.map(RetentionState::afterRestored));
            case CreateEffect.Recovered _ ->
                    new CreateState(attempt, true, request, hold, result, tag, retention);
        };
    }

    private Result found(CreateEffect.Found found, Optional<CreateEffect.Coalesced> coalesced) {
        return new Result(
                result.checkedOnce,
                Optional.of(found),
                coalesced,
                result.running,
                result.created,
                result.after);
    }

    /** What dies with a process is gone, and what others may have changed since is unknown. */
    public CreateState takenUp(int nth) {
        CreateState next =
                new CreateState(
                        nth, recovered, request.takenUp(), hold.takenUp(), result, tag, retention);
        return request.accepted().isPresent()
                ? next
                : next.with(new Tag(tag.isPresent() ? tag.written : Optional.empty(), false))
                        .with(
                                retention
                                        .filter(setting -> !setting.restored())
                                        .map(RetentionState::takenUp));
    }

    public Optional<CreateEffect.SeenBefore> before() {
        return request.before();
    }

    public Optional<CreateEffect.Requested> requested() {
        return request.accepted();
    }

    public Optional<SnapshotId> snapshot() {
        return result.found.map(CreateEffect.Found::id);
    }

    public Optional<Quiesced> quiesced() {
        return hold.quiesced();
    }

    boolean isHeld() {
        return hold.isHeld();
    }

    /** How far the snapshot has come, in the words of {@code --hold-until}. */
    HoldUntil reached() {
        if (result.created.isPresent()) {
            return HoldUntil.CREATED;
        }
        if (result.running) {
            return HoldUntil.RUNNING;
        }
        return isRequested() ? HoldUntil.REQUESTED : HoldUntil.QUIESCED;
    }

    /** Fly has been asked, or may have been, and nobody has seen how that ended. */
    public boolean isUnfinished() {
        return isRequested() && result.created.isEmpty() && request.ended().isEmpty();
    }

    private boolean isRequested() {
        return request.accepted().isPresent() || request.inDoubt().isPresent();
    }

    private CreateState with(RequestState next) {
        return new CreateState(attempt, recovered, next, hold, result, tag, retention);
    }

    private CreateState with(HoldState next) {
        return new CreateState(attempt, recovered, request, next, result, tag, retention);
    }

    private CreateState with(Result next) {
        return new CreateState(attempt, recovered, request, hold, next, tag, retention);
    }

    private CreateState with(Tag next) {
        return new CreateState(attempt, recovered, request, hold, result, next, retention);
    }

    private CreateState with(Optional<RetentionState> next) {
        return new CreateState(attempt, recovered, request, hold, result, tag, next);
    }
}
