package dev.flysnap.saga;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.retry.RetryPauses;
import dev.flysnap.retry.RetryRules;
import dev.flysnap.retry.RetryRunner;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Drives a {@link Saga} from wherever its log says that it stands, forward or back. */
public final class SagaRunner<S, E, T> {
    /** How often one step is tried whose answers are lost. */
    private static final int MAX_ATTEMPTS = 3;

    /** The same for a step that is tried longest: with growing pauses, some minutes. */
    private static final int MAX_ATTEMPTS_TRIED_LONGEST = 10;

    private static final Duration MAX_TIME_TRIED_LONGEST = Duration.ofMinutes(5);
    private static final RetryPauses PAUSES =
            RetryPauses.growing(Duration.ofSeconds(1), 2.0, Duration.ofSeconds(30));

    private final Saga<S, E, T> saga;
    private final RunLog<S, E> log;
    private final StepListener<S> listener;
    private final Sleeper sleeper;
    private final InstantSource clock;
    private final Interruption interruption;
    private final Map<S, Attempts> attempts = new HashMap<>();

    /** What this process knows; a second way in the same process keeps what would die with it. */
    private Optional<T> known = Optional.empty();

    /** How often a step was tried by this process, and since when. */
    private record Attempts(int number, Instant since) {
        Attempts next() {
            return new Attempts(number + 1, since);
        }
    }

    /**
     * @param sleeper waits between the attempts of a step
     * @param interruption asked between the steps, and when one has failed
     */
    public SagaRunner(
            Saga<S, E, T> saga,
            RunLog<S, E> log,
            StepListener<S> listener,
            Sleeper sleeper,
            InstantSource clock,
            Interruption interruption) {
        this.saga = saga;
        this.log = log;
        this.listener = listener;
        this.sleeper = sleeper;
        this.clock = clock;
        this.interruption = interruption;
    }

    /**
     * Starting and continuing are the same call.
     *
     * @throws Sleeper.Interrupted if the process is to stop: what was done is in the log, and the
     *     last step may be open
     */
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
            interruption.check();
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
            // Whether it has happened is looked at when the run is taken up again.
            interruption.check();
            if (!mayTryAgain(step, failure)) {
                return record(saga.without(step, failure).orElseThrow(() -> failure), state);
            }
            listener.outcomeUnknown(step, failure.problem());
            return settled(step, probed(step, failure), state);
        }
    }

    /** Counts the attempt, and waits before the next one. */
    private boolean mayTryAgain(S step, FlysnapException failure) {
        Attempts made =
                attempts.merge(
                        step, new Attempts(1, clock.instant()), (before, _) -> before.next());
        boolean isEnough =
                saga.isTriedLongest(step)
                        ? made.number() >= MAX_ATTEMPTS_TRIED_LONGEST
                                || made.since()
                                        .plus(MAX_TIME_TRIED_LONGEST)
                                        .isBefore(clock.instant())
                        : made.number() >= MAX_ATTEMPTS;
        if (isEnough || !saga.isTransient(step, failure)) {
            return false;
        }
        sleeper.sleep(PAUSES.after(made.number()));
        return true;
    }

    /** A look that fails is taken again. */
    private Probe<E> probed(S step, FlysnapException failure) {
        RetryRules<Probe<E>> rules =
                RetryRules.forFailures(
                        MAX_ATTEMPTS,
                        PAUSES,
                        notSeen ->
                                notSeen instanceof FlysnapException e && saga.isTransient(step, e));
        try {
            return new RetryRunner(sleeper, clock).run(rules, () -> saga.probe(step));
        } catch (FlysnapException notSeen) {
            failure.addSuppressed(notSeen);
            throw failure;
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
