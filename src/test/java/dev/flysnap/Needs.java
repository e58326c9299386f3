package dev.flysnap;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips a test, with the reason and before any of its set-up, where the computer cannot do what it
 * needs. For programs there is {@link NeedsTool}.
 */
@Inherited
@Retention(RUNTIME)
@Target({TYPE, METHOD})
@ExtendWith(Needs.Condition.class)
public @interface Needs {

    /** What the test needs. */
    Ability[] value();

    /** Asks the computer. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<Needs> needs =
                    AnnotationSupport.findAnnotation(context.getElement(), Needs.class);
            return needs.stream()
                    .flatMap(abilities -> Stream.of(abilities.value()))
                    .flatMap(ability -> ability.obstacle().stream())
                    .findFirst()
                    .map(ConditionEvaluationResult::disabled)
                    .orElse(ConditionEvaluationResult.enabled("the computer can do it all"));
        }
    }
}
