package dev.flysnap.snapshot.plan;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.ImageTools;
import dev.flysnap.proof.Labels;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.VolumeInventory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one volume is going to be snapshotted: decided before anything is changed, and all that is
 * needed to continue after a crash. May hold secrets of the machine's config.
 *
 * @param machine the one that the volume is attached to
 * @param asksHook whether the hook quiesces the databases
 * @param policy what to do when the hook does not work
 * @param minGrade the lowest acceptable grade; absent = what the hook's answer promises
 * @param retainDays how long Fly keeps this snapshot; absent = the volume's setting
 * @param acceptNewerThan the age up to which an earlier snapshot is accepted where Fly makes no new
 *     one; absent = none is
 * @param leavesEarly whether the first process ends when Fly has accepted the request
 * @param imageTools what the machine's image has for a verifier; absent where it cannot be known
 * @param earlier how large the databases were before; absent where a smaller one is acceptable
 * @param check how thoroughly the live databases are checked afterwards; absent = not at all
 * @param inventory the databases on the volume; absent where nobody can look, or nothing is
 *     quiesced
 * @param movedFrom the volume's id when the run was planned, where Fly has moved it since
 */
@JsonName("create-plan")
public record CreatePlan(
        RunId run,
        AppName app,
        Volume volume,
        Optional<Machine> machine,
        boolean asksHook,
        QuiescePolicy policy,
        HoldUntil holdUntil,
        Duration holdMax,
        List<String> databases,
        Optional<Grade> minGrade,
        Labels labels,
        Optional<Integer> retainDays,
        Optional<Duration> acceptNewerThan,
        boolean leavesEarly,
        Duration timeout,
        Optional<ImageTools> imageTools,
        Optional<EarlierSizes> earlier,
        Optional<CheckDepth> check,
        Optional<VolumeInventory> inventory,
        Optional<VolumeId> movedFrom) {
    public static final int MAX_REFUSALS = 5;

    /** How many requests one process sends whose answers are lost. */
    public static final int MAX_LOST_ANSWERS = 3;

    /**
     * The plan of a create run.
     *
     * @throws dev.flysnap.json.MalformedJson if another version wrote it
     */
    public static CreatePlan of(RunRecord run) {
        return Records.read(CreatePlan.class, run.plan());
    }

    /** The same for the volume as it is now, after Fly has moved it. */
    public CreatePlan onMovedVolume(Volume now) {
        return new CreatePlan(
                run,
                app,
                now,
                machine,
                asksHook,
                policy,
                holdUntil,
                holdMax,
                databases,
                minGrade,
                labels,
                retainDays,
                acceptNewerThan,
                leavesEarly,
                timeout,
                imageTools,
                earlier,
                check,
                inventory,
                Optional.of(volume.id()));
    }

    /** The next step towards the finished snapshot. */
    public Optional<CreateStep> forward(CreateState state) {
        if (state.isHeld() && state.reached().compareTo(releaseAt()) >= 0) {
            return Optional.of(new CreateStep.Release(state.hold().lease()));
        }
        if (state.requested().isEmpty()) {
            return Optional.of(beforeRequest(state));
        }
        CreateEffect.Requested request = state.requested().get();
        if (state.snapshot().isEmpty()) {
            return Optional.of(new CreateStep.FindNew(request));
        }
        SnapshotId snapshot = state.snapshot().get();
        if (holdUntil == HoldUntil.RUNNING && state.isHeld()) {
            return Optional.of(new CreateStep.AwaitRunning(snapshot));
        }
        if (state.result().created().isEmpty()) {
            return addSnapshotToTag(state)
                    .or(() -> Optional.of(new CreateStep.AwaitCreated(snapshot, request)));
        }
        if (mustRestoreRetention(state)) {
            return restoreRetention(state);
        }
        // The tag goes last: a change of the machine's metadata must not look like a start.
        return state.result().isLookedAfter()
                ? removeTag(state).or(() -> checkData(state))
                : Optional.of(new CreateStep.LookAfter());
    }

    /** Last of all: it may take long. */
    private Optional<CreateStep> checkData(CreateState state) {
        return check.filter(_ -> state.checked().isEmpty())
                .map(depth -> new CreateStep.CheckData(depth, run + "/check"));
    }

    /** The next step until Fly has accepted the request and no writer is held. */
    public Optional<CreateStep> untilAccepted(CreateState state) {
        if (state.isHeld() && state.reached().compareTo(HoldUntil.REQUESTED) >= 0) {
            return Optional.of(new CreateStep.Release(state.hold().lease()));
        }
        if (state.requested().isEmpty()) {
            return Optional.of(beforeRequest(state));
        }
        return state.snapshot().isEmpty() && !state.result().checkedOnce()
                ? Optional.of(new CreateStep.CheckOnce(state.requested().get()))
                : addSnapshotToTag(state);
    }

    /** With the snapshot's id in the tag, recovery need not guess which one it is. */
    private Optional<CreateStep> addSnapshotToTag(CreateState state) {
        Optional<SnapshotId> known =
                state.snapshot().or(() -> state.requested().flatMap(CreateEffect.Requested::hint));
        boolean isNamed =
                state.tag().written().flatMap(CreateEffect.TagWritten::snapshot).isPresent()
                        || state.result().coalesced().isPresent();
        return state.tag().isPresent() && known.isPresent() && !isNamed
                ? machine.map(present ->
                        new CreateStep.WriteTag(
                                present.id(), state.retention().map(RetentionState::before), known))
                : Optional.empty();
    }

    /** The volume's retention has to be restored, as far as the journal knows. */
    public boolean mustRestoreRetention(CreateState state) {
        return restoreRetention(state).isPresent();
    }

    private Optional<CreateStep> restoreRetention(CreateState state) {
        return state.retention()
                .filter(it -> it.mustBeRestored(retainDays.orElseThrow()))
                .map(it -> new CreateStep.RestoreRetention(it.before(), retainDays.orElseThrow()));
    }

    private Optional<CreateStep> removeTag(CreateState state) {
        return state.tag().isPresent()
                ? machine.map(it -> new CreateStep.RemoveTag(it.id()))
                : Optional.empty();
    }

    /** Without --hold-until a hook may still hold; it is released after the request. */
    private HoldUntil releaseAt() {
        return holdUntil == HoldUntil.QUIESCED ? HoldUntil.REQUESTED : holdUntil;
    }

    private CreateStep beforeRequest(CreateState state) {
        if (state.request().inDoubt().isPresent()) {
            return new CreateStep.ResolveLostAnswer(state.request().inDoubt().get());
        }
        if (retainDays.isPresent()
                && state.retention().flatMap(RetentionState::current).isEmpty()) {
            return new CreateStep.LookAtRetention();
        }
        if (machine.isPresent() && needsTag() && state.tag().written().isEmpty()) {
            return new CreateStep.WriteTag(
                    machine.get().id(),
                    state.retention().map(RetentionState::before),
                    Optional.empty());
        }
        if (state.retention().filter(it -> it.mustBeSet(retainDays.orElseThrow())).isPresent()) {
            return new CreateStep.SetRetention(retainDays.orElseThrow());
        }
        if (state.request().outdated()) {
            // Another snapshot may take a while: writers are not held meanwhile.
            return state.isHeld()
                    ? new CreateStep.Release(state.hold().lease())
                    : new CreateStep.LookBefore();
        }
        String attempt = run + "/" + state.attempt() + "." + state.request().inVain();
        if (asksHook && !state.hold().isQuiescedFor(attempt)) {
            return new CreateStep.Quiesce(attempt);
        }
        CreateEffect.SeenBefore before = state.before().orElseThrow();
        return new CreateStep.RequestSnapshot(
                volume.id(),
                before.ids(),
                state.quiesced().map(Quiesced::answeredAt).or(() -> Optional.of(before.at())));
    }

    /** Whether the run leaves something behind when the process dies. */
    private boolean needsTag() {
        return leavesEarly || retainDays.isPresent();
    }

    /** Fly's daily schedule may, unless it is known to be off. */
    public boolean othersMayTakeSnapshots() {
        return volume.dailySnapshots().orElse(true);
    }

    /** Releases the writers and restores the volume's setting; a snapshot cannot be undone. */
    public Optional<CreateStep> back(CreateState state) {
        return state.isHeld()
                ? Optional.of(new CreateStep.Release(state.hold().lease()))
                : restoreRetention(state).or(() -> removeTag(state));
    }
}
