package dev.flysnap.saga;

import dev.flysnap.problem.FlysnapException;
import java.util.Optional;

/**
 * Work in several steps that a power cut may interrupt anywhere.
 *
 * @param <S> a step: data, all that is needed to do it and to find out whether it was done
 * @param <E> an effect: what a step changed in the world, ids included
 * @param <T> the state: everything that the effects so far say
 */
public interface Saga<S, E, T> {
    T start();

    /** The state after {@code effect}. Pure. */
    T after(T state, E effect);

    /**
     * The state when a process takes the run up for the nth time: what dies with one is gone. Pure.
     */
    T takenUp(T state, int attempt);

    /** The next step towards the goal; empty when it is reached. Pure. */
    Optional<S> forward(T state);

    /** The next step towards the world as it was; empty when nothing of ours is left. Pure. */
    Optional<S> back(T state);

    /** Changes the world. Sends each change once. */
    E apply(S step);

    /**
     * Whether a failure of a step refuses nothing: an answer was lost, late or unreadable. A failed
     * {@link #apply} may then have changed the world all the same, so that {@link #probe} knows
     * more than the failure does; and asking again makes sense.
     */
    boolean isTransient(S step, FlysnapException failure);

    /**
     * Whether a step is tried longest: it gives back what would otherwise stay taken, or looks
     * after what cannot be undone any more.
     */
    boolean isTriedLongest(S step);

    /**
     * What is recorded where a step cannot be done and the run goes on without; empty = it fails.
     */
    Optional<E> without(S step, FlysnapException failure);

    /** Looks whether an intended step has happened. Changes nothing. */
    Probe<E> probe(S step);
}
