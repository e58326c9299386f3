package dev.flysnap.saga;

import dev.flysnap.problem.Problem;

/** Told how a run goes, for whoever watches it. */
public interface StepListener<S> {
    /** Before the step is done. */
    void begins(S step);

    /** The step failed in a way that leaves open whether it happened; that is looked at now. */
    void outcomeUnknown(S step, Problem failure);
}
