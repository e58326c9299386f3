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
 * Skips a test, with the reason and before any of its set-up, where one of these programs is not on
 * the PATH. On a subclass it replaces the one of its superclass.
 */
@Inherited
@Retention(RUNTIME)
@Target({TYPE, METHOD})
@ExtendWith(NeedsTool.Condition.class)
public @interface NeedsTool {

    /** Names of programs. */
    String[] value();

    /** Looks for the programs. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<NeedsTool> needs =
                    AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class);
            return needs.stream()
                    .flatMap(tools -> Stream.of(tools.value()))
                    .filter(tool -> Needed.find(tool).isEmpty())
                    .findFirst()
                    .map(tool -> ConditionEvaluationResult.disabled(Needed.absent(tool)))
                    .orElse(ConditionEvaluationResult.enabled("every program is there"));
        }
    }
}
