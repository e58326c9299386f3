package dev.flysnap.saga;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Drives a {@link Saga} from wherever its log says that it stands, forward or back. */
public final class SagaRunner<S, E, T> {
    private final Saga<S, E, T> saga;
    private final RunLog<S, E> log;
    private final Consumer<S> progress;

    /** What this process knows; a second way in the same process keeps what would die with it. */
    private Optional<T> known = Optional.empty();

    /**
     * @param progress told of each step before it is done
     */
    public SagaRunner(Saga<S, E, T> saga, RunLog<S, E> log, Consumer<S> progress) {
        this.saga = saga;
        this.log = log;
        this.progress = progress;
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
            state = settled(open.get(), state);
        }
        for (Optional<S> step = way.apply(state); step.isPresent(); step = way.apply(state)) {
            progress.accept(step.get());
            log.intended(step.get());
            state = record(saga.apply(step.get()), state);
        }
        return state;
    }

    /** Absent needs nothing: the way asks for the step again if it is still wanted. */
    private T settled(S step, T state) {
        return switch (saga.probe(step)) {
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
