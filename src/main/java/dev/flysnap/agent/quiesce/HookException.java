package dev.flysnap.agent.quiesce;

import dev.flysnap.contract.ErrorAnswer;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.Optional;

/** A request that is answered with an error of the contract. */
public final class HookException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public static final int UNAVAILABLE = 503;

    private final int status;
    private final transient ErrorAnswer answer;
    private final transient Optional<Duration> retryAfter;

    private HookException(int status, ErrorAnswer answer, Optional<Duration> retryAfter) {
        super(status + " " + answer.error().code());
        this.status = status;
        this.answer = answer;
        this.retryAfter = retryAfter;
    }

    public int status() {
        return status;
    }

    public ErrorAnswer answer() {
        return answer;
    }

    public Optional<Duration> retryAfter() {
        return retryAfter;
    }

    private static HookException of(int status, String code, String message, String next) {
        return new HookException(status, ErrorAnswer.of(code, message, next), Optional.empty());
    }

    public static HookException badRequest(String why) {
        return of(
                400,
                HookCodes.BAD_REQUEST,
                "The request cannot be read: %s".formatted(why),
                "read the contract");
    }

    static HookException holdTooLong(Duration requested, Duration ceiling) {
        return of(
                400,
                HookCodes.HOLD_TOO_LONG,
                "A hold of %s ms was asked for; this agent holds writers for at most %s ms."
                        .formatted(requested.toMillis(), ceiling.toMillis()),
                "ask for less, or start the agent with a higher --hold-ceiling");
    }

    public static HookException unauthorised() {
        return of(
                401,
                HookCodes.UNAUTHORISED,
                "No token came with the request, or a wrong one.",
                "send Authorization: Bearer with the agent's FLYSNAP_HOOK_TOKEN");
    }

    public static HookException copiesOff() {
        return of(
                403,
                HookCodes.COPIES_OFF,
                "This agent neither gives nor takes databases: it has no copy token.",
                HookPaths.makeToken("FLYSNAP_COPY_TOKEN"));
    }

    public static HookException copiesUnauthorised() {
        return of(
                401,
                HookCodes.UNAUTHORISED,
                "No copy token came with the request, or a wrong one.",
                "send Authorization: Bearer with the agent's FLYSNAP_COPY_TOKEN");
    }

    /** Databases are being replaced; nothing may have them open. */
    static HookException replacing() {
        return new HookException(
                UNAVAILABLE,
                ErrorAnswer.of(
                        HookCodes.REPLACING,
                        "The databases are being replaced.",
                        "try again when that is done"),
                Optional.of(Duration.ofSeconds(2)));
    }

    static HookException stillUsed() {
        return conflict(
                HookCodes.DATABASE_IN_USE,
                "The agent itself still works on the databases: a copy or a check goes on.",
                "wait until that has ended");
    }

    /** 409: not now, or not this way. */
    public static HookException conflict(String code, String message, String next) {
        return of(409, code, message, next);
    }

    public static HookException noRoom(String message, String next) {
        return of(507, HookCodes.DISK_FULL, message, next);
    }

    /** 404: it is not here, or no longer. */
    public static HookException notFound(String code, String message, String next) {
        return of(404, code, message, next);
    }

    public static HookException noSuchPath(String path) {
        return notFound(
                HookCodes.NO_SUCH_PATH,
                "There is no %s here.".formatted(path),
                "read the contract");
    }

    public static HookException methodNotAllowed(String method) {
        return of(
                405,
                HookCodes.METHOD_NOT_ALLOWED,
                "%s is not allowed for this path.".formatted(method),
                "read the contract");
    }

    public static HookException databaseUnknown(String name) {
        return notFound(
                HookCodes.DATABASE_UNKNOWN,
                "This agent has no database called \"%s\".".formatted(name),
                "GET /flysnap/v1/status names them; --db NAME=/path adds one");
    }

    static HookException leaseUnknown() {
        return notFound(
                HookCodes.LEASE_UNKNOWN,
                "This lease was never given, or it ended more than 10 minutes ago.",
                "it holds nothing; quiesce again");
    }

    static HookException leaseActive(String attempt) {
        return new HookException(
                409,
                ErrorAnswer.of(
                        HookCodes.LEASE_ACTIVE,
                        "Writers are held off for another attempt: %s".formatted(attempt),
                        "wait until that one has ended"),
                Optional.of(Duration.ofSeconds(1)));
    }

    static HookException leaseEnded(String code, String how, Duration heldFor) {
        return new HookException(
                410,
                ErrorAnswer.lapsed(
                        code,
                        "The hold is over: %s.".formatted(how),
                        "start another attempt; a snapshot taken meanwhile is at most synced",
                        heldFor.toMillis()),
                Optional.empty());
    }

    static HookException holdBroken(String changes, Duration heldFor) {
        return new HookException(
                410,
                ErrorAnswer.lapsed(
                        HookCodes.HOLD_BROKEN,
                        "Something was written in spite of the hold: %s.".formatted(changes),
                        "look for a writer that ignores SQLite's locks (nolock, another VFS, a tool that copies files); a snapshot taken meanwhile is crash-consistent at most",
                        heldFor.toMillis()),
                Optional.empty());
    }

    public static HookException bodyTooLarge(int limit) {
        return of(
                413,
                HookCodes.BODY_TOO_LARGE,
                "The body has more than %s bytes.".formatted(limit),
                "no message of the contract is that long");
    }

    public static HookException stopping() {
        return new HookException(
                503,
                ErrorAnswer.of(
                        HookCodes.STOPPING,
                        "The machine is being stopped.",
                        "try again when it is running again"),
                Optional.of(Duration.ofSeconds(30)));
    }

    static HookException stillRunning() {
        return new HookException(
                503,
                ErrorAnswer.of(
                        HookCodes.STILL_QUIESCING,
                        "The quiesce of this attempt is still in progress.",
                        "send the same attempt again"),
                Optional.of(Duration.ofSeconds(1)));
    }

    public static HookException overloaded() {
        return new HookException(
                UNAVAILABLE,
                ErrorAnswer.of(
                        HookCodes.OVERLOADED,
                        "Too many requests wait here already.",
                        "try again in a moment"),
                Optional.of(Duration.ofSeconds(1)));
    }

    /** The agent could not start, and the app runs without it. */
    public static HookException notStarted(Problem problem) {
        return of(
                UNAVAILABLE,
                problem.code(),
                "The agent did not start: %s %s".formatted(problem.what(), problem.why()),
                problem.next());
    }

    /** The error for a problem of another package. */
    public static HookException of(Problem problem) {
        if (problem.code().equals("quiesce-called-off")) {
            return stopping();
        }
        int status =
                switch (problem.code()) {
                    case "database-busy",
                            "database-absent",
                            "database-replaced",
                            "wal-too-large",
                            "quiesce-too-slow" ->
                            503;
                    case "disk-full", "copy-no-room" -> 507;
                    default -> 500;
                };
        return new HookException(
                status,
                ErrorAnswer.of(
                        problem.code(),
                        "%s %s".formatted(problem.what(), problem.why()),
                        problem.next()),
                status == 503 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty());
    }

    public static HookException defect(Throwable cause) {
        return of(
                500,
                HookCodes.FAILED,
                "This is a defect of the agent's own: %s".formatted(cause),
                "please report it");
    }
}
