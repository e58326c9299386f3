package dev.flysnap.saga;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** The ways in which going on with a run fails. */
final class SagaProblems {
    static Problem unclear(RunId run, Object step, String why, String next) {
        return new Problem(
                "step-unclear",
                ExitCode.NEEDS_OPERATOR,
                "It cannot be told whether a step of %s has happened: %s."
                        .formatted(run, name(step)),
                why,
                next.isEmpty()
                        ? "Look at the run and at the world, then decide: flysnap runs show " + run
                        : next);
    }

    /** As in the journal. */
    private static String name(Object step) {
        return Optional.ofNullable(step.getClass().getAnnotation(JsonName.class))
                .map(JsonName::value)
                .orElse(step.toString());
    }

    private SagaProblems() {}
}
