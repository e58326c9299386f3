package dev.flysnap.saga;

import dev.flysnap.problem.FlysnapException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Drives a {@link Saga} from wherever its log says that it stands, forward or back. */
public final class SagaRunner<S, E, T> {
    /** How often one step is tried whose outcome stays unknown. */
    private static final int MAX_ATTEMPTS_OF_A_STEP = 3;

    private final Saga<S, E, T> saga;
    private final RunLog<S, E> log;
    private final StepListener<S> listener;
    private final Map<S, Integer> attempts = new HashMap<>();

    /** What this process knows; a second way in the same process keeps what would die with it. */
    private Optional<T> known = Optional.empty();

    public SagaRunner(Saga<S, E, T> saga, RunLog<S, E> log, StepListener<S> listener) {
        this.saga = saga;
        this.log = log;
        this.listener = listener;
    }

    /** Starting and continuing are the same call. */
    public T forward() {
        return run(saga::forward);
    }

    /** Only a part of the way, for who leaves the rest to another process. */
    public T along(Function<T, Optional<S>> way) {
        return run(way);
    }

    /** Undoing is no second mechanism: the way back is made of steps like any other. */
    public T back() {
        return run(saga::back);
    }

    /** What this process knows, or else what the log says; does nothing. */
    public T state() {
        if (known.isPresent()) {
            return known.get();
        }
        T state = saga.start();
        for (E effect : log.effects()) {
            state = saga.after(state, effect);
        }
        return state;
    }

    private T run(Function<T, Optional<S>> way) {
        Optional<S> open = log.open();
        T state = known.orElseGet(() -> saga.takenUp(state(), log.takenUp()));
        known = Optional.of(state);
        if (open.isPresent()) {
            state = settled(open.get(), saga.probe(open.get()), state);
        }
        for (Optional<S> step = way.apply(state); step.isPresent(); step = way.apply(state)) {
            listener.begins(step.get());
            log.intended(step.get());
            state = attempted(step.get(), state);
        }
        return state;
    }

    /**
     * Where an answer was lost the world is asked, in the same run: whoever started it need not
     * continue it by hand.
     */
    private T attempted(S step, T state) {
        try {
            return record(saga.apply(step), state);
        } catch (FlysnapException failure) {
            if (!saga.isOutcomeUnknown(failure)
                    || attempts.merge(step, 1, Integer::sum) >= MAX_ATTEMPTS_OF_A_STEP) {
                throw failure;
            }
            listener.outcomeUnknown(step, failure.problem());
            Probe<E> probe;
            try {
                probe = saga.probe(step);
            } catch (FlysnapException notSeen) {
                failure.addSuppressed(notSeen);
                throw failure;
            }
            return settled(step, probe, state);
        }
    }

    /** Absent needs nothing: the way asks for the step again if it is still wanted. */
    private T settled(S step, Probe<E> probe, T state) {
        return switch (probe) {
            case Probe.Present<E>(E effect) -> record(effect, state);
            case Probe.Absent<E>() -> state;
            case Probe.Unclear<E>(String why, String next) ->
                    throw SagaProblems.unclear(log.run(), step, why, next).exception();
        };
    }

    private T record(E effect, T state) {
        log.applied(effect);
        T next = saga.after(state, effect);
        known = Optional.of(next);
        return next;
    }
}
