package dev.flysnap.fly.http;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call of the Machines API failed. */
public final class FlyException extends FlysnapException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;
    private static final int NO_STATUS = 0;
    private static final int MIN_REFUSAL = 400;
    private static final int MIN_PLATFORM_ERROR = 500;

    /** Too slow, and too many requests: neither says anything about the request. */
    private static final Set<Integer> PASSING = Set.of(408, 429);

    /** Of a machine that somebody else has the lease of, or that is not started at the moment. */
    private static final Set<Integer> NOT_NOW = Set.of(409, 412, 422, 423);

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

    private static Optional<FlyException> call(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlyException call) {
                return Optional.of(call);
            }
        }
        return Optional.empty();
    }

    /**
     * Whether it makes sense to ask again soon: the answer was lost, late, unreadable, or an error
     * of the platform. What the call asked for is neither done for certain nor refused.
     */
    public boolean isTransient() {
        int code = status.orElse(NO_STATUS);
        return shortage().isEmpty()
                && problem().exit() != ExitCode.INTERRUPTED
                && !isUnavailable()
                && (code < MIN_REFUSAL || code >= MIN_PLATFORM_ERROR || PASSING.contains(code));
    }

    /** The same of the call behind a failure. */
    public static boolean isTransient(FlysnapException failure) {
        return call(failure).filter(it -> it.isTransient()).isPresent();
    }

    /**
     * Whether the call behind a failure was refused for a reason that may be gone in a while, such
     * as what others do at the moment: neither the token, nor that there is no such thing.
     */
    public static boolean isRefusedForNow(FlysnapException failure) {
        return call(failure)
                .flatMap(FlyException::status)
                .filter(it -> it >= MIN_REFUSAL && it != NOT_FOUND)
                .filter(_ -> failure.problem().exit() != ExitCode.NOT_AUTHORISED)
                .isPresent();
    }

    /**
     * Whether a command was not run in a machine because somebody else had its lease, or because it
     * was not started: either may be over soon.
     */
    public boolean isMachineBusy() {
        return NOT_NOW.contains(status.orElse(NO_STATUS));
    }

    /**
     * Whether Fly, as it is now, is all that was in the way of a call: then what the problem says
     * next is about that call alone.
     */
    public static boolean isPassing(FlysnapException failure) {
        return failure instanceof FlyException call && (call.isTransient() || call.isUnavailable());
    }

    private boolean isUnavailable() {
        return problem().code().equals(FlyProblems.UNAVAILABLE);
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

    /**
     * A look at what became of the change: where that fails too, this failure stays the one that
     * counts.
     *
     * @throws FlyException this one, if {@code look} fails
     */
    public <T> T resolvedBy(Supplier<T> look) {
        try {
            return look.get();
        } catch (FlyException notSeen) {
            addSuppressed(notSeen);
            throw this;
        }
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
