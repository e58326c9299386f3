package dev.flysnap.restore.finish;

import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.model.Milestone;
import dev.flysnap.restore.model.RestorePlan;
import dev.flysnap.restore.model.RestoreState;
import dev.flysnap.time.TimeText;
import java.time.Instant;
import java.util.Optional;

/**
 * When the volume that a run has superseded was written to, and the app's volume was not: of a
 * restore between its snapshot and the stop of the old machine, of an undone run between its
 * cutover and the undo. A move loses nothing. According to the journal.
 *
 * @param from absent where it is not known
 * @param to absent where it is not known
 */
record LostWrites(boolean nothing, Optional<Instant> from, Optional<Instant> to) {
    static LostWrites of(RestorePlan plan, RestoreState state) {
        // Where the journal was rebuilt all these have the time at which it was.
        Optional<Instant> committed =
                state.at(Milestone.COMMITTED)
                        .filter(it -> !state.at(Milestone.VOLUME_READY).equals(Optional.of(it)));
        return state.isBeingUndone()
                ? new LostWrites(
                        false,
                        committed,
                        state.at(Milestone.NEW_STOPPED).filter(_ -> committed.isPresent()))
                : new LostWrites(
                        plan.isMove(),
                        plan.source().takenAt(),
                        state.at(Milestone.OLD_STOPPED).filter(_ -> committed.isPresent()));
    }

    /** A sentence; empty where nothing is lost. */
    Optional<String> text(VolumeId volume, VolumeId kept) {
        return nothing
                ? Optional.empty()
                : Optional.of(
                        "%s may hold what was written%s, which %s lacks"
                                .formatted(volume, when(), kept));
    }

    /** With a space before it: from when until when. */
    String when() {
        return from.map(it -> " from " + TimeText.of(it)).orElse("")
                + to.map(it -> " to " + TimeText.of(it)).orElse("");
    }
}
