package dev.flysnap.fly.http;

import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/**
 * Turns an answer that is not a success into a {@link FlyException}: which problem it is, and
 * whether a change may have happened. What a refusal means is decided by {@link RefusalTable}.
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
        Optional<RefusalMeaning> meaning = RefusalTable.meaning(status, error);
        String why = "Fly said: " + quoted(error, status) + requestIdSuffix(answer.requestId());
        return new FlyException(
                meaning.map(it -> refused(call, status, error, it, why))
                        .orElseGet(() -> failed(call, answer, why)),
                Optional.of(status),
                error.status(),
                outcome(call, status < 400 || status == 408 || status >= 500),
                null,
                new FlyException.Refused(meaning, RefusalTable.requiredGb(error)));
    }

    private static Problem refused(
            ApiCall call, int status, ErrorText error, RefusalMeaning meaning, String why) {
        return switch (meaning) {
            case NO_CAPACITY -> FlyProblems.noCapacity(call, why);
            case QUOTA -> FlyProblems.overQuota(call, why);
            case REGION_QUOTA -> FlyProblems.overRegionQuota(call, why);
            case NOT_AUTHORISED -> FlyProblems.notAuthorised(call, why);
            case NOT_FOUND -> FlyProblems.notFound(call, error.isAboutApp(), why);
            case SNAPSHOT_UNKNOWN, VOLUME_UNKNOWN ->
                    status == 404 && !(call.target() instanceof ApiTarget.OfApp)
                            ? FlyProblems.notFound(call, error.isAboutApp(), why)
                            : FlyProblems.refused(call, why);
            case RATE_LIMITED -> FlyProblems.tooManyRequests(call, why);
            case NAME_TAKEN -> FlyProblems.nameTaken(call, why);
            case LEASED -> FlyProblems.leased(call, why);
            case PRECONDITION -> FlyProblems.preconditionFailed(call, why);
            case CONFLICT -> FlyProblems.conflict(call, why);
            case VOLUME_TOO_SMALL, BAD_INPUT, OTHER -> FlyProblems.refused(call, why);
        };
    }

    /** Whether it happened is open, or the answer is none that Fly documents. */
    private static Problem failed(ApiCall call, ApiResponse.Whole answer, String why) {
        int status = answer.status();
        if (status == 408) {
            return FlyProblems.deadlineExceeded(call, why);
        }
        return status >= 500
                ? FlyProblems.platformFailed(call, why)
                : FlyProblems.unexpectedAnswer(
                        call, "HTTP status " + status, requestIdSuffix(answer.requestId()));
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
