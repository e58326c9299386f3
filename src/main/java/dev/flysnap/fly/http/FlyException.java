package dev.flysnap.fly.http;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call of the Machines API failed. */
public final class FlyException extends FlysnapException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    /** Whether a change whose call failed may have happened. */
    public enum Outcome {
        /**
         * It has not happened and will not: refused (4xx except 408), never sent, or the call only
         * reads.
         */
        NOT_DONE,
        /**
         * It may have happened, or may happen yet: the connection was lost, the time limit passed,
         * or the answer was 3xx, 408, 5xx or malformed. Never send it again without looking.
         */
        UNKNOWN
    }

    private final transient Optional<Integer> status;
    private final transient Optional<String> flyStatus;
    private final Outcome outcome;
    private final transient Refused refused;

    /**
     * What a refusal says.
     *
     * @param meaning absent where it was none
     * @param requiredGb the size that a volume must have, where it is too small
     */
    record Refused(Optional<RefusalMeaning> meaning, Optional<Integer> requiredGb) {
        static final Refused NOTHING = new Refused(Optional.empty(), Optional.empty());
    }

    FlyException(
            Problem problem,
            Optional<Integer> status,
            Optional<String> flyStatus,
            Outcome outcome,
            @Nullable Throwable cause) {
        this(problem, status, flyStatus, outcome, cause, Refused.NOTHING);
    }

    FlyException(
            Problem problem,
            Optional<Integer> status,
            Optional<String> flyStatus,
            Outcome outcome,
            @Nullable Throwable cause,
            Refused refused) {
        super(problem, cause);
        this.status = status;
        this.flyStatus = flyStatus;
        this.outcome = outcome;
        this.refused = refused;
    }

    /** The HTTP status; empty when no complete answer arrived. */
    public Optional<Integer> status() {
        return status;
    }

    /** Fly's error code, such as {@code name_taken}. Source: fly-go. */
    public Optional<String> flyStatus() {
        return flyStatus;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** Whether a change may have happened although its call, or one behind this failure, failed. */
    public static boolean leavesOutcomeUnknown(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlyException call) {
                return call.outcome() == Outcome.UNKNOWN;
            }
        }
        return false;
    }

    /** What Fly's refusal means; empty where Fly did not refuse. */
    public Optional<RefusalMeaning> refusal() {
        return refused.meaning();
    }

    /** Whether Fly refused for this reason. */
    public boolean means(RefusalMeaning meaning) {
        return refusal().equals(Optional.of(meaning));
    }

    /** What there was not enough of, if that is why Fly refused. */
    public Optional<CapacityShortage> shortage() {
        return refusal().flatMap(RefusalMeaning::shortage);
    }

    /** The size in GB that a volume must have, where Fly refused because it is too small. */
    public Optional<Integer> requiredGb() {
        return refused.requiredGb();
    }

    /** The result of {@code call}; empty if Fly answers "not found". */
    public static <T> Optional<T> emptyIfNotFound(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (FlyException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Whether what was requested does not exist, or is not visible to this token. */
    public boolean isNotFound() {
        return status.orElse(0) == NOT_FOUND;
    }
}
