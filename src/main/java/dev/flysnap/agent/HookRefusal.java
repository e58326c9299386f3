package dev.flysnap.agent;

import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** A request that is answered with an error of the contract. */
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
                "The request cannot be read: %s".formatted(why),
                "read the contract");
    }

    static HookRefusal holdTooLong(Duration asked, Duration ceiling) {
        return of(
                400,
                HookCodes.HOLD_TOO_LONG,
                "A hold of %s ms was asked for; this agent holds writers for at most %s ms."
                        .formatted(asked.toMillis(), ceiling.toMillis()),
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
                404,
                HookCodes.NO_SUCH_PATH,
                "There is no %s here.".formatted(path),
                "read the contract");
    }

    static HookRefusal methodNotAllowed(String method) {
        return of(
                405,
                HookCodes.METHOD_NOT_ALLOWED,
                "%s is not allowed for this path.".formatted(method),
                "read the contract");
    }

    static HookRefusal databaseUnknown(String name) {
        return of(
                404,
                HookCodes.DATABASE_UNKNOWN,
                "This agent has no database called \"%s\".".formatted(name),
                "GET /flysnap/v1/status names them; --db NAME=/path adds one");
    }

    static HookRefusal leaseUnknown() {
        return of(
                404,
                HookCodes.LEASE_UNKNOWN,
                "This lease was never given, or it ended more than 10 minutes ago.",
                "it holds nothing; quiesce again");
    }

    static HookRefusal leaseActive(String attempt) {
        return new HookRefusal(
                409,
                ErrorAnswer.of(
                        HookCodes.LEASE_ACTIVE,
                        "Writers are held off for another attempt: %s".formatted(attempt),
                        "wait until that one has ended"),
                Optional.of(Duration.ofSeconds(1)));
    }

    static HookRefusal leaseEnded(String code, String how, Duration heldFor) {
        return new HookRefusal(
                410,
                ErrorAnswer.lapsed(
                        code,
                        "The hold is over: %s.".formatted(how),
                        "start another attempt; a snapshot taken meanwhile is at most synced",
                        heldFor.toMillis()),
                Optional.empty());
    }

    static HookRefusal bodyTooLarge(int limit) {
        return of(
                413,
                HookCodes.BODY_TOO_LARGE,
                "The body has more than %s bytes.".formatted(limit),
                "no message of the contract is that long");
    }

    static HookRefusal stopping() {
        return new HookRefusal(
                503,
                ErrorAnswer.of(
                        HookCodes.STOPPING,
                        "The machine is being stopped.",
                        "try again when it is running again"),
                Optional.of(Duration.ofSeconds(30)));
    }

    static HookRefusal stillAtWork() {
        return new HookRefusal(
                503,
                ErrorAnswer.of(
                        HookCodes.STILL_AT_WORK,
                        "The quiesce of this attempt is still in progress.",
                        "send the same attempt again"),
                Optional.of(Duration.ofSeconds(1)));
    }

    /** The error for a problem of another package. */
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
                        problem.code(),
                        "%s %s".formatted(problem.what(), problem.why()),
                        problem.next()),
                status == 503 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty());
    }

    static HookRefusal defect(Throwable cause) {
        return of(
                500,
                HookCodes.FAILED,
                "This is a defect of the agent's own: %s".formatted(cause),
                "please report it");
    }
}
