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
        progress.at(description.apply(step));
    }

    @Override
    public void outcomeUnknown(S step, Problem failure) {
        progress.at("%s Looking whether it happened.".formatted(failure.what()));
    }
}
