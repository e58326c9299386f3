package dev.flysnap.snapshot.plan;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of the request for the snapshot.
 *
 * @param before what was seen before the request
 * @param outdated whether {@code before} is too old to compare with after a new request
 * @param refused Fly's refusals because another snapshot was being taken
 * @param lost how many requests, whose answers were lost, have certainly not been accepted
 * @param inDoubt the request whose answer was lost
 * @param accepted the request that Fly has accepted
 * @param ended why the run cannot go forward, in this process or at all
 */
public record RequestState(
        Optional<CreateEffect.SeenBefore> before,
        boolean outdated,
        List<CreateEffect.Refused> refused,
        int lost,
        Optional<CreateEffect.InDoubt> inDoubt,
        Optional<CreateEffect.Requested> accepted,
        Optional<CreateEffect> ended) {
    static final RequestState START =
            new RequestState(
                    Optional.empty(),
                    true,
                    List.of(),
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    RequestState after(CreateEffect.SeenBefore effect) {
        return new RequestState(
                Optional.of(effect), false, refused, lost, inDoubt, accepted, ended);
    }

    RequestState after(CreateEffect.Refused effect) {
        return new RequestState(
                before,
                true,
                Stream.concat(refused.stream(), Stream.of(effect)).toList(),
                lost,
                inDoubt,
                accepted,
                ended);
    }

    RequestState after(CreateEffect.InDoubt effect) {
        return new RequestState(
                before, outdated, refused, lost, Optional.of(effect), accepted, ended);
    }

    RequestState after(CreateEffect.Requested effect) {
        return new RequestState(
                before, outdated, refused, lost, inDoubt, Optional.of(effect), ended);
    }

    RequestState after(CreateEffect.FoundAfterLostAnswer effect) {
        return new RequestState(
                before,
                outdated,
                refused,
                lost,
                Optional.empty(),
                Optional.of(effect.request().request()),
                ended);
    }

    RequestState after(CreateEffect.NotAccepted effect) {
        return new RequestState(
                before,
                true,
                refused,
                lost + (effect.problem().isEmpty() ? 1 : 0),
                Optional.empty(),
                accepted,
                effect.problem().map(_ -> effect));
    }

    RequestState after(CreateEffect.NoneMade effect) {
        return new RequestState(
                before, outdated, refused, lost, inDoubt, accepted, Optional.of(effect));
    }

    /** How many requests this process has sent in vain. */
    int inVain() {
        return refused.size() + lost;
    }

    /** A list that an earlier process read is too old for a new request. */
    RequestState takenUp() {
        return new RequestState(
                before,
                accepted.isEmpty(),
                List.of(),
                0,
                inDoubt,
                accepted,
                ended.filter(CreateEffect.NoneMade.class::isInstance));
    }
}
