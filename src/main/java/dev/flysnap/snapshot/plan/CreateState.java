package dev.flysnap.snapshot.plan;

import dev.flysnap.journal.Journal;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.proof.Checked;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.saga.RunLog;
import java.util.Optional;

/**
 * What is known from the effects of a create so far.
 *
 * @param attempt how many processes have worked on the run
 * @param recovered whether the run was rebuilt after its journal was lost
 * @param retention the volume's setting, when another one is wanted for the snapshot
 * @param checked what was found in the live databases afterwards, where that was asked for
 */
public record CreateState(
        int attempt,
        boolean recovered,
        RequestState request,
        HoldState hold,
        Result result,
        Tag tag,
        Optional<RetentionState> retention,
        Optional<Checked> checked) {

    /**
     * What is known about the snapshot itself.
     *
     * @param checkedOnce whether a run that does not wait has looked for it
     * @param coalesced the earlier snapshot that is accepted instead, where Fly made none
     * @param after the machine that the volume was attached to when the snapshot was there
     * @param notSeenAfter why that is not known, although it was looked for
     */
    public record Result(
            boolean checkedOnce,
            Optional<CreateEffect.Found> found,
            Optional<CreateEffect.Coalesced> coalesced,
            boolean running,
            Optional<CreateEffect.Created> created,
            Optional<CreateEffect.SeenAfter> after,
            Optional<CreateEffect.NotSeenAfter> notSeenAfter) {
        static final Result START =
                new Result(
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        /** Whether it was looked where the volume is attached, with or without success. */
        boolean isLookedAfter() {
            return after.isPresent() || notSeenAfter.isPresent();
        }

        Result afterCheck() {
            return new Result(true, found, coalesced, running, created, after, notSeenAfter);
        }

        Result after(CreateEffect.Found effect) {
            return new Result(
                    checkedOnce,
                    Optional.of(effect),
                    coalesced,
                    running,
                    created,
                    after,
                    notSeenAfter);
        }

        Result after(CreateEffect.Coalesced effect) {
            Optional<CreateEffect.Found> earlier = Optional.of(effect.found());
            return new Result(
                    checkedOnce,
                    earlier,
                    Optional.of(effect),
                    running,
                    created,
                    after,
                    notSeenAfter);
        }

        Result afterRunning() {
            return new Result(checkedOnce, found, coalesced, true, created, after, notSeenAfter);
        }

        Result after(CreateEffect.Created effect) {
            return new Result(
                    checkedOnce,
                    found,
                    coalesced,
                    running,
                    Optional.of(effect),
                    after,
                    notSeenAfter);
        }

        Result after(CreateEffect.SeenAfter effect) {
            return new Result(
                    checkedOnce,
                    found,
                    coalesced,
                    running,
                    created,
                    Optional.of(effect),
                    Optional.empty());
        }

        Result after(CreateEffect.NotSeenAfter effect) {
            return new Result(
                    checkedOnce,
                    found,
                    coalesced,
                    running,
                    created,
                    Optional.empty(),
                    Optional.of(effect));
        }
    }

    /**
     * The tag in the machine's metadata that names the run.
     *
     * @param written absent = not tried yet
     * @param removed whether it was removed again
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
                    Result.START,
                    new Tag(Optional.empty(), false),
                    Optional.empty(),
                    Optional.empty());

    /** The state of a run, from its journal. */
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
        return switch (effect) {
            case CreateEffect.SeenBefore seen -> with(request.after(seen));
            case CreateEffect.Refused refused -> with(request.after(refused));
            case CreateEffect.InDoubt inDoubt -> with(request.after(inDoubt));
            case CreateEffect.Requested requested -> with(request.after(requested));
            case CreateEffect.NotAccepted notAccepted -> with(request.after(notAccepted));
            case CreateEffect.NoneMade noneMade -> with(request.after(noneMade));
            case CreateEffect.FoundAfterLostAnswer found ->
                    with(request.after(found)).with(result.after(found.found()));
            case CreateEffect.HookAnswered answered -> with(hold.after(answered));
            case CreateEffect.HookFailed failed -> with(hold.after(failed));
            case CreateEffect.Released released -> with(hold.after(released));
            case CreateEffect.Found found -> with(result.after(found));
            case CreateEffect.Coalesced coalesced -> with(result.after(coalesced));
            case CreateEffect.NotListedYet() -> with(result.afterCheck());
            case CreateEffect.Running() -> with(result.afterRunning());
            case CreateEffect.Created created -> with(result.after(created));
            case CreateEffect.SeenAfter seen -> with(result.after(seen));
            case CreateEffect.NotSeenAfter notSeen -> with(result.after(notSeen));
            case CreateEffect.TagWritten written ->
                    with(new Tag(Optional.of(written), tag.removed));
            case CreateEffect.TagRemoved() -> with(new Tag(tag.written, true));
            case CreateEffect.RetentionSeen seen -> with(Optional.of(RetentionState.seen(seen)));
            case CreateEffect.RetentionSet() -> with(retention.map(RetentionState::afterSet));
            case CreateEffect.RetentionRestored() ->
                    with(retention.map(RetentionState::afterRestored));
            case CreateEffect.DataChecked(Checked found) ->
                    new CreateState(
                            attempt,
                            recovered,
                            request,
                            hold,
                            result,
                            tag,
                            retention,
                            Optional.of(found));
            case CreateEffect.Recovered _ ->
                    new CreateState(attempt, true, request, hold, result, tag, retention, checked);
        };
    }

    /** Holds end with the process; what others may have changed since has to be read again. */
    public CreateState takenUp(int nth) {
        CreateState next =
                new CreateState(
                        nth,
                        recovered,
                        request.takenUp(),
                        hold.takenUp(),
                        result,
                        tag,
                        retention,
                        checked);
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

    /** How far the snapshot is, in terms of {@code --hold-until}. */
    HoldUntil reached() {
        if (result.created.isPresent()) {
            return HoldUntil.CREATED;
        }
        if (result.running) {
            return HoldUntil.RUNNING;
        }
        return isRequested() ? HoldUntil.REQUESTED : HoldUntil.QUIESCED;
    }

    /** Fly has the request, or may have it, and its outcome is not known. */
    public boolean isUnfinished() {
        return isRequested() && result.created.isEmpty() && request.ended().isEmpty();
    }

    private boolean isRequested() {
        return request.accepted().isPresent() || request.inDoubt().isPresent();
    }

    private CreateState with(RequestState next) {
        return new CreateState(attempt, recovered, next, hold, result, tag, retention, checked);
    }

    private CreateState with(HoldState next) {
        return new CreateState(attempt, recovered, request, next, result, tag, retention, checked);
    }

    private CreateState with(Result next) {
        return new CreateState(attempt, recovered, request, hold, next, tag, retention, checked);
    }

    private CreateState with(Tag next) {
        return new CreateState(attempt, recovered, request, hold, result, next, retention, checked);
    }

    private CreateState with(Optional<RetentionState> next) {
        return new CreateState(attempt, recovered, request, hold, result, tag, next, checked);
    }
}
