package dev.flysnap.snapshot.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of the request for the snapshot.
 *
 * @param before what was seen before it
 * @param lookAgain whether that is too old to compare a new request with
 * @param refused the times that Fly said that another snapshot is being taken
 * @param inDoubt the request of which nobody knows whether it was granted
 * @param granted the request that Fly has accepted
 * @param ended why there is no way forward: for this process, or for any
 */
public record RequestState(
        Optional<CreateEffect.Saw> before,
        boolean lookAgain,
        List<CreateEffect.Refused> refused,
        Optional<CreateEffect.InDoubt> inDoubt,
        Optional<CreateEffect.Requested> granted,
        Optional<CreateEffect> ended) {
    static final RequestState START =
            new RequestState(
                    Optional.empty(),
                    true,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    RequestState after(CreateEffect.Saw effect) {
        return new RequestState(Optional.of(effect), false, refused, inDoubt, granted, ended);
    }

    RequestState after(CreateEffect.Refused effect) {
        return new RequestState(
                before,
                true,
                Stream.concat(refused.stream(), Stream.of(effect)).toList(),
                inDoubt,
                granted,
                ended);
    }

    RequestState after(CreateEffect.InDoubt effect) {
        return new RequestState(before, lookAgain, refused, Optional.of(effect), granted, ended);
    }

    RequestState after(CreateEffect.Requested effect) {
        return new RequestState(before, lookAgain, refused, inDoubt, Optional.of(effect), ended);
    }

    RequestState after(CreateEffect.FoundLost effect) {
        return new RequestState(
                before,
                lookAgain,
                refused,
                Optional.empty(),
                Optional.of(effect.request().request()),
                ended);
    }

    RequestState after(CreateEffect.NotGranted effect) {
        return new RequestState(
                before,
                true,
                refused,
                Optional.empty(),
                granted,
                effect.problem().map(_ -> effect));
    }

    RequestState after(CreateEffect.NoneMade effect) {
        return new RequestState(before, lookAgain, refused, inDoubt, granted, Optional.of(effect));
    }

    /** A list that an earlier process saw is too old for a new request. */
    RequestState takenUp() {
        return new RequestState(
                before,
                granted.isEmpty(),
                List.of(),
                inDoubt,
                granted,
                ended.filter(CreateEffect.NoneMade.class::isInstance));
    }
}
