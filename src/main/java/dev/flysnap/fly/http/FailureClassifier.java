package dev.flysnap.fly.http;

import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/**
 * Turns an answer that is not a success into a {@link FlyException}: which problem it is, and
 * whether a change may have happened. Which refusals mean "no capacity" is decided by {@link
 * CapacityRefusal}.
 */
final class FailureClassifier {
    static FlyException of(ApiCall call, ApiResponse answer, FlyToken token) {
        return switch (answer) {
            case ApiResponse.Broken broken -> broken(call, broken);
            case ApiResponse.Unreadable unreadable -> unreadable(call, unreadable);
            case ApiResponse.Whole whole -> refused(call, whole, ErrorText.of(whole, token));
        };
    }

    /** The circuit breaker was open; nothing was sent. */
    static FlyException unavailable(ApiCall call) {
        return new FlyException(
                FlyProblems.unavailable(call),
                Optional.empty(),
                Optional.empty(),
                Outcome.NOT_DONE,
                null);
    }

    private static FlyException unreadable(ApiCall call, ApiResponse.Unreadable unreadable) {
        ApiResponse.Whole answer = unreadable.answer();
        String why = PrintableText.of(String.valueOf(unreadable.cause().getMessage()));
        return new FlyException(
                FlyProblems.unexpectedAnswer(call, why, requestIdSuffix(answer.requestId())),
                Optional.of(answer.status()),
                Optional.empty(),
                outcome(call, true),
                unreadable.cause());
    }

    private static Outcome outcome(ApiCall call, boolean mayHaveHappened) {
        return call.isChange() && mayHaveHappened ? Outcome.UNKNOWN : Outcome.NOT_DONE;
    }

    private static FlyException broken(ApiCall call, ApiResponse.Broken broken) {
        String why = PrintableText.of(String.valueOf(broken.cause().getMessage()));
        String suffix = requestIdSuffix(broken.requestId());
        Problem problem =
                switch (broken.reason()) {
                    case TOO_LARGE -> FlyProblems.tooLarge(call, suffix);
                    case INTERRUPTED -> FlyProblems.interrupted(call);
                    case TIME_LIMIT, CONNECTION -> {
                        if (!broken.sent()) {
                            yield FlyProblems.unreachable(call, why);
                        }
                        yield broken.reason() == ApiResponse.Reason.TIME_LIMIT
                                ? FlyProblems.noAnswerInTime(call, suffix)
                                : FlyProblems.connectionLost(call, why);
                    }
                };
        return new FlyException(
                problem,
                Optional.empty(),
                Optional.empty(),
                outcome(call, broken.sent()),
                broken.cause());
    }

    private static FlyException refused(ApiCall call, ApiResponse.Whole answer, ErrorText error) {
        int status = answer.status();
        return new FlyException(
                problem(call, answer, error),
                Optional.of(status),
                error.status(),
                outcome(call, status < 400 || status == 408 || status >= 500),
                null);
    }

    private static Problem problem(ApiCall call, ApiResponse.Whole answer, ErrorText error) {
        int status = answer.status();
        String why = "Fly said: " + quoted(error, status) + requestIdSuffix(answer.requestId());
        Optional<CapacityShortage> shortage = CapacityRefusal.of(status, error);
        if (shortage.isPresent()) {
            return switch (shortage.get()) {
                case ROOM -> FlyProblems.noCapacity(call, why);
                case QUOTA -> FlyProblems.overQuota(call, why);
            };
        }
        return switch (status) {
            case 401, 403 -> FlyProblems.notAuthorised(call, why);
            case 404 -> FlyProblems.notFound(call, error.isAboutApp(), why);
            case 408 -> FlyProblems.deadlineExceeded(call, why);
            case 409, 412, 423 -> conflict(call, status, error, why);
            case 429 -> FlyProblems.tooManyRequests(call, why);
            default -> {
                if (status >= 500) {
                    yield FlyProblems.platformFailed(call, why);
                }
                yield status >= 400
                        ? FlyProblems.refused(call, why)
                        : FlyProblems.unexpectedAnswer(
                                call, "HTTP status " + status, requestIdSuffix(answer.requestId()));
            }
        };
    }

    private static Problem conflict(ApiCall call, int status, ErrorText error, String why) {
        if (error.status().filter("name_taken"::equals).isPresent()) {
            return FlyProblems.nameTaken(call, why);
        }
        if (error.mentionsLease()) {
            return FlyProblems.leased(call, why);
        }
        return status == 412
                ? FlyProblems.preconditionFailed(call, why)
                : FlyProblems.conflict(call, why);
    }

    private static String quoted(ErrorText error, int httpStatus) {
        String status = error.status().map(it -> it + ", ").orElse("") + "HTTP " + httpStatus;
        return error.text().isEmpty()
                ? "nothing (" + status + ")"
                : "\"" + error.text() + "\" (" + status + ")";
    }

    /** The end of a sentence: the id that Fly's support asks for, where there is one. */
    private static String requestIdSuffix(Optional<String> requestId) {
        return requestId.map(it -> ", fly-request-id " + PrintableText.of(it) + ".").orElse(".");
    }

    private FailureClassifier() {}
}
