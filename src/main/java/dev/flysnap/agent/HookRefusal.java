package dev.flysnap.agent;

import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** A request that is answered with an error, in the contract's words. */
final class HookRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient ErrorAnswer answer;
    private final transient Optional<Duration> retryAfter;

    private HookRefusal(int status, ErrorAnswer answer, Optional<Duration> retryAfter) {
        super(status + " " + answer.error().code());
        this.status = status;
        this.answer = answer;
        this.retryAfter = retryAfter;
    }

    int status() {
        return status;
    }

    ErrorAnswer answer() {
        return answer;
    }

    Optional<Duration> retryAfter() {
        return retryAfter;
    }

    private static HookRefusal of(int status, String code, String message, String next) {
        return new HookRefusal(status, ErrorAnswer.of(code, message, next), Optional.empty());
    }

    static HookRefusal badRequest(String why) {
        return of(
                400,
                HookCodes.BAD_REQUEST,
                "The request cannot be read: " + why,
                "read the contract");
    }

    static HookRefusal holdTooLong(Duration asked, Duration ceiling) {
        return of(
                400,
                HookCodes.HOLD_TOO_LONG,
                "A hold of "
                        + asked.toMillis()
                        + " ms was asked for; this agent holds writers for at most "
                        + ceiling.toMillis()
                        + " ms.",
                "ask for less, or start the agent with a higher --hold-ceiling");
    }

    static HookRefusal unauthorised() {
        return of(
                401,
                HookCodes.UNAUTHORISED,
                "No token came with the request, or a wrong one.",
                "send Authorization: Bearer with the agent's FLYSNAP_HOOK_TOKEN");
    }

    static HookRefusal noSuchPath(String path) {
        return of(
                404, HookCodes.NO_SUCH_PATH, "There is no " + path + " here.", "read the contract");
    }

    static HookRefusal methodNotAllowed(String method) {
        return of(
                405,
                HookCodes.METHOD_NOT_ALLOWED,
                method + " is not for this path.",
                "read the contract");
    }

    static HookRefusal databaseUnknown(String name) {
        return of(
                404,
                HookCodes.DATABASE_UNKNOWN,
                "This agent looks after no database called \"" + name + "\".",
                "GET /flysnap/v1/status names them; --db NAME=/path adds one");
    }

    static HookRefusal leaseUnknown() {
        return of(
                404,
                HookCodes.LEASE_UNKNOWN,
                "This lease was never given, or it ended more than 10 minutes ago.",
                "nothing is held by it; quiesce anew");
    }

    static HookRefusal leaseActive(String attempt) {
        return new HookRefusal(
                409,
                ErrorAnswer.of(
                        HookCodes.LEASE_ACTIVE,
                        "Writers are being kept off for another attempt: " + attempt,
                        "wait until that one has ended"),
                Optional.of(Duration.ofSeconds(1)));
    }

    static HookRefusal leaseEnded(String code, String how, Duration heldFor) {
        return new HookRefusal(
                410,
                ErrorAnswer.lapsed(
                        code,
                        "The hold is over: " + how + ".",
                        "take another attempt; say nothing better than synced of a snapshot taken meanwhile",
                        heldFor.toMillis()),
                Optional.empty());
    }

    static HookRefusal bodyTooLarge(int limit) {
        return of(
                413,
                HookCodes.BODY_TOO_LARGE,
                "The body has more than " + limit + " bytes.",
                "no message of the contract needs that many");
    }

    static HookRefusal stopping() {
        return new HookRefusal(
                503,
                ErrorAnswer.of(
                        HookCodes.STOPPING,
                        "The machine is being stopped.",
                        "try again when it is up again"),
                Optional.of(Duration.ofSeconds(30)));
    }

    static HookRefusal stillAtWork() {
        return new HookRefusal(
                503,
                ErrorAnswer.of(
                        HookCodes.STILL_AT_WORK,
                        "The quiesce of this attempt is still at work.",
                        "send the same attempt again"),
                Optional.of(Duration.ofSeconds(1)));
    }

    /** What another room could not do. */
    static HookRefusal of(Problem problem) {
        if (problem.code().equals("quiesce-called-off")) {
            return stopping();
        }
        int status =
                switch (problem.code()) {
                    case "database-busy",
                            "database-absent",
                            "database-replaced",
                            "quiesce-too-slow" ->
                            503;
                    case "disk-full" -> 507;
                    default -> 500;
                };
        return new HookRefusal(
                status,
                ErrorAnswer.of(
                        problem.code(), problem.what() + " " + problem.why(), problem.next()),
                status == 503 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty());
    }

    static HookRefusal defect(Throwable cause) {
        return of(
                500,
                HookCodes.FAILED,
                "This is a defect of the agent's own: " + cause,
                "please report it");
    }
}
