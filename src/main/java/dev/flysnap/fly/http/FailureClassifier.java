package dev.flysnap.fly.http;

import dev.flysnap.fly.http.FlyException.Outcome;
import dev.flysnap.fly.resource.CapacityShortage;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** Turns what came back into the exception that says so. */
final class FailureClassifier {
    static FlyException of(ApiCall call, ApiResponse answer, FlyToken token) {
        return switch (answer) {
            case ApiResponse.Broken broken -> broken(call, broken);
            case ApiResponse.Whole whole -> refused(call, whole, ErrorText.of(whole, token));
        };
    }

    /** The circuit breaker was open; nothing was sent. */
    static FlyException unavailable(ApiCall call) {
        return new FlyException(
                FlyProblems.unavailable(call),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Outcome.NOT_DONE,
                null);
    }

    /** A good status with an answer that makes no sense. */
    static FlyException unexpectedAnswer(
            ApiCall call, ApiResponse.Whole answer, String wrong, Throwable cause) {
        return new FlyException(
                FlyProblems.unexpectedAnswer(
                        call, PrintableText.of(wrong), requestIdSuffix(answer.requestId())),
                Optional.of(answer.status()),
                Optional.empty(),
                answer.requestId(),
                call.isChange() ? Outcome.UNKNOWN : Outcome.NOT_DONE,
                cause);
    }

    private static FlyException broken(ApiCall call, ApiResponse.Broken broken) {
        String why = PrintableText.of(String.valueOf(broken.cause().getMessage()));
        Problem problem =
                switch (broken.reason()) {
                    case TOO_LARGE ->
                            FlyProblems.tooLarge(call, requestIdSuffix(broken.requestId()));
                    case INTERRUPTED -> FlyProblems.interrupted(call);
                    case TIME_LIMIT ->
                            broken.sent()
                                    ? FlyProblems.noAnswerInTime(
                                            call, requestIdSuffix(broken.requestId()))
                                    : FlyProblems.unreachable(call, why);
                    case CONNECTION ->
                            broken.sent()
                                    ? FlyProblems.connectionLost(call, why)
                                    : FlyProblems.unreachable(call, why);
                };
        return new FlyException(
                problem,
                Optional.empty(),
                Optional.empty(),
                broken.requestId(),
                call.isChange() && broken.sent() ? Outcome.UNKNOWN : Outcome.NOT_DONE,
                broken.cause());
    }

    private static FlyException refused(ApiCall call, ApiResponse.Whole answer, ErrorText error) {
        return new FlyException(
                problem(call, answer, error),
                Optional.of(answer.status()),
                error.status(),
                answer.requestId(),
                call.isChange() && mayHaveHappened(answer.status())
                        ? Outcome.UNKNOWN
                        : Outcome.NOT_DONE,
                null);
    }

    private static boolean mayHaveHappened(int status) {
        return status < 400 || status == 408 || status >= 500;
    }

    private static Problem problem(ApiCall call, ApiResponse.Whole answer, ErrorText error) {
        String said = "Fly said: " + quoted(error, answer) + requestIdSuffix(answer.requestId());
        return switch (answer.status()) {
            case 401 -> FlyProblems.notAuthorised(call, said);
            // "insufficient" alone can mean rights here.
            case 403 ->
                    shortage(
                                    call,
                                    said,
                                    error.shortage()
                                            .filter(_ ->
                                                    error.mentionsQuota()
                                                            || error.saysInsufficientCapacity()))
                            .orElseGet(() -> FlyProblems.notAuthorised(call, said));
            case 404 -> FlyProblems.notFound(call, error.isAboutApp(), said);
            case 408 -> FlyProblems.deadlineExceeded(call, said);
            case 409, 412, 423 -> {
                Optional<Problem> shortage = shortage(call, said, error.shortage());
                if (shortage.isPresent()) {
                    yield shortage.get();
                }
                if (error.status().filter("name_taken"::equals).isPresent()) {
                    yield FlyProblems.nameTaken(call, said);
                }
                if (error.mentionsLease()) {
                    yield FlyProblems.leased(call, said);
                }
                yield answer.status() == 412
                        ? FlyProblems.preconditionFailed(call, said)
                        : FlyProblems.conflict(call, said);
            }
            case 429 -> FlyProblems.tooManyRequests(call, said);
            default -> {
                if (error.saysInsufficientCapacity()) {
                    yield FlyProblems.noCapacity(call, said);
                }
                if (answer.status() >= 500) {
                    yield FlyProblems.platformFailed(call, said);
                }
                yield answer.status() >= 400
                        ? FlyProblems.refused(call, said)
                        : FlyProblems.unexpectedAnswer(
                                call,
                                "HTTP status " + answer.status(),
                                requestIdSuffix(answer.requestId()));
            }
        };
    }

    private static Optional<Problem> shortage(
            ApiCall call, String said, Optional<CapacityShortage> shortage) {
        return shortage.map(it ->
                switch (it) {
                    case ROOM -> FlyProblems.noCapacity(call, said);
                    case QUOTA -> FlyProblems.overQuota(call, said);
                });
    }

    private static String quoted(ErrorText error, ApiResponse.Whole answer) {
        String status = error.status().map(it -> it + ", ").orElse("") + "HTTP " + answer.status();
        return error.text().isEmpty()
                ? "nothing (" + status + ")"
                : "\"" + error.text() + "\" (" + status + ")";
    }

    private static String requestIdSuffix(Optional<String> requestId) {
        return requestId.map(it -> ", fly-request-id " + PrintableText.of(it) + ".").orElse(".");
    }

    private FailureClassifier() {}
}
