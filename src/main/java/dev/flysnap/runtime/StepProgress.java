package dev.flysnap.runtime;

import dev.flysnap.problem.Problem;
import dev.flysnap.saga.StepListener;
import java.util.function.Function;

/**
 * Tells whoever watches a run which step it is at.
 *
 * @param description what a step does, in words
 */
public record StepProgress<S>(Progress progress, Function<S, String> description)
        implements StepListener<S> {
    @Override
    public void begins(S step) {
        progress.report(description.apply(step));
    }

    @Override
    public void outcomeUnknown(S step, Problem failure) {
        progress.report("%s Looking whether it happened.".formatted(failure.what()));
    }
}
