package dev.flysnap.restore.inplace;

import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the effects of a restore in place say so far.
 *
 * @param uploaded names of the databases that the agent has received
 * @param lost how often it has lost them
 * @param putBack why it has put the old databases back
 */
record InPlaceState(
        Set<String> uploaded,
        int lost,
        Optional<Instant> replacedAt,
        Optional<String> putBack,
        boolean isDiscarded,
        boolean isUndone,
        boolean isFinished) {
    static final InPlaceState START =
            new InPlaceState(Set.of(), 0, Optional.empty(), Optional.empty(), false, false, false);

    InPlaceState {
        uploaded = Set.copyOf(uploaded);
    }

    InPlaceState after(InPlaceEffect effect) {
        return switch (effect) {
            case InPlaceEffect.Uploaded(String database) -> {
                Set<String> more = new HashSet<>(uploaded);
                more.add(database);
                yield new InPlaceState(
                        more, lost, replacedAt, putBack, false, isUndone, isFinished);
            }
            case InPlaceEffect.UploadsLost() ->
                    new InPlaceState(
                            Set.of(), lost + 1, replacedAt, putBack, false, isUndone, isFinished);
            case InPlaceEffect.Replaced(Instant at) ->
                    new InPlaceState(
                            uploaded, lost, Optional.of(at), putBack, false, isUndone, isFinished);
            case InPlaceEffect.PutBack(String why) ->
                    new InPlaceState(
                            Set.of(),
                            lost,
                            replacedAt,
                            Optional.of(why),
                            true,
                            isUndone,
                            isFinished);
            case InPlaceEffect.Discarded() ->
                    new InPlaceState(
                            Set.of(), lost, replacedAt, putBack, true, isUndone, isFinished);
            case InPlaceEffect.RestoredReplaced() ->
                    new InPlaceState(
                            uploaded, lost, replacedAt, putBack, isDiscarded, true, isFinished);
            case InPlaceEffect.DeletedSetAside() ->
                    new InPlaceState(
                            uploaded, lost, replacedAt, putBack, isDiscarded, isUndone, true);
        };
    }

    /** The agent may have been started again since: what it has is sent to it once more. */
    InPlaceState takenUp() {
        return new InPlaceState(Set.of(), 0, replacedAt, putBack, false, isUndone, isFinished);
    }
}
