package dev.flysnap.fly.http;

import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A call of the API that did not work. */
public final class FlyException extends FlysnapException {
    private static final long serialVersionUID = 1L;
    private static final int NOT_FOUND = 404;

    /** What is known of a change whose call did not work. */
    public enum Outcome {
        /**
         * It has not happened and will not: refused (4xx but 408), never sent, or the call was one
         * that only reads.
         */
        NOT_DONE,
        /**
         * It may have happened, or may yet: the connection was lost, the time was up, or the answer
         * was 3xx, 408, 5xx or junk. Never send it again blindly: look.
         */
        UNKNOWN
    }

    private final transient Optional<Integer> status;
    private final transient Optional<String> flyStatus;
    private final transient Optional<String> requestId;
    private final Outcome outcome;

    FlyException(
            Problem problem,
            Optional<Integer> status,
            Optional<String> flyStatus,
            Optional<String> requestId,
            Outcome outcome,
            @Nullable Throwable cause) {
        super(problem, cause);
        this.status = status;
        this.flyStatus = flyStatus;
        this.requestId = requestId;
        this.outcome = outcome;
    }

    /** The HTTP status; empty when no whole answer came. */
    public Optional<Integer> status() {
        return status;
    }

    /** The platform's own word for the error, such as {@code name_taken}. Source: fly-go. */
    public Optional<String> flyStatus() {
        return flyStatus;
    }

    /** The {@code fly-request-id} that Fly's support asks for. */
    public Optional<String> requestId() {
        return requestId;
    }

    public Outcome outcome() {
        return outcome;
    }

    /** What there was not enough of, if that is what the platform said. */
    public Optional<CapacityShortage> shortage() {
        return switch (problem().code()) {
            case FlyProblems.NO_CAPACITY -> Optional.of(CapacityShortage.ROOM);
            case FlyProblems.OVER_QUOTA -> Optional.of(CapacityShortage.QUOTA);
            default -> Optional.empty();
        };
    }

    /** What {@code question} is answered; empty when the platform does not know it. */
    public static <T> Optional<T> emptyIfNotFound(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (FlyException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Whether the platform said that it does not know, or does not show this token, what was asked
     * for.
     */
    public boolean isNotFound() {
        return status.orElse(0) == NOT_FOUND;
    }
}
