package dev.flysnap.saga;

import dev.flysnap.journal.Journal;
import dev.flysnap.journal.RunEvent;
import dev.flysnap.journal.RunStatus;
import dev.flysnap.json.Records;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One run's part of the journal.
 *
 * @param <S> the run's steps: a sealed interface of records
 * @param <E> the run's effects: a sealed interface of records
 */
public final class RunLog<S, E> {
    private final Journal journal;
    private final RunId run;
    private final Class<S> steps;
    private final Class<E> effects;
    private final CutPoint cutPoint;

    public RunLog(Journal journal, RunId run, Class<S> steps, Class<E> effects, CutPoint cutPoint) {
        this.journal = journal;
        this.run = run;
        this.steps = steps;
        this.effects = effects;
        this.cutPoint = cutPoint;
    }

    public RunId run() {
        return run;
    }

    /** Counts the processes that have worked on the run, this one included. */
    int takenUp() {
        int before = 0;
        for (RunEvent event : journal.events(run)) {
            before = event instanceof RunEvent.TakenUp(int attempt) ? attempt : before;
        }
        add(new RunEvent.TakenUp(before + 1));
        return before + 1;
    }

    void intended(S step) {
        add(new RunEvent.Intended(Records.write(steps, step)));
    }

    void applied(E effect) {
        add(new RunEvent.Applied(Records.write(effects, effect)));
    }

    public void failed(Problem problem) {
        add(new RunEvent.Failed(problem.code(), problem.what(), problem.why(), problem.next()));
    }

    /** This process was asked to stop. */
    public void interrupted() {
        add(new RunEvent.Interrupted());
    }

    /** Nothing is left to do: done, undone or given up. */
    public void ended(RunStatus how) {
        add(new RunEvent.Ended(how));
    }

    /** What was done so far, oldest first. */
    public List<E> effects() {
        List<E> done = new ArrayList<>();
        for (RunEvent event : journal.events(run)) {
            if (event instanceof RunEvent.Applied(var effect)) {
                done.add(Records.read(effects, effect));
            }
        }
        return done;
    }

    /** Whether a step was begun of which nobody knows whether it has happened. */
    public boolean hasOpenStep() {
        return open().isPresent();
    }

    /** Whether the run has once reached its goal; it may have been given another one since. */
    public boolean hasBeenDone() {
        return journal.events(run).contains(new RunEvent.Ended(RunStatus.DONE));
    }

    /** The step that was intended last and never applied, if the last one was not. */
    public Optional<S> open() {
        Optional<S> open = Optional.empty();
        for (RunEvent event : journal.events(run)) {
            open =
                    switch (event) {
                        case RunEvent.Intended(var step) -> Optional.of(Records.read(steps, step));
                        case RunEvent.Applied applied -> Optional.empty();
                        case RunEvent.TakenUp takenUp -> open;
                        case RunEvent.Failed failed -> open;
                        case RunEvent.Interrupted interrupted -> open;
                        case RunEvent.Ended ended -> open;
                    };
        }
        return open;
    }

    /** The code of the problem that the {@link #open} step failed with when it was done. */
    public Optional<String> failureOfOpen() {
        Optional<String> failure = Optional.empty();
        for (RunEvent event : journal.events(run)) {
            failure =
                    switch (event) {
                        case RunEvent.Intended _, RunEvent.Applied _ -> Optional.empty();
                        // Later ones are of a look at it.
                        case RunEvent.Failed failed -> failure.or(() -> Optional.of(failed.code()));
                        case RunEvent.TakenUp _, RunEvent.Interrupted _, RunEvent.Ended _ ->
                                failure;
                    };
        }
        return failure;
    }

    private void add(RunEvent event) {
        cutPoint.passed();
        journal.add(run, event);
        cutPoint.passed();
    }
}
