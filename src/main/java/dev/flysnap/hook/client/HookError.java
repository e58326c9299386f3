package dev.flysnap.hook.client;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/**
 * What a hook says when it does not do what was asked. Read leniently: an app's own hook may use
 * codes of its own.
 */
public record HookError(String code, String message, Optional<Long> heldMs) {

    /** The error in an answer's body; empty when there is none. */
    public static Optional<HookError> parse(String body) {
        try {
            return JsonText.parseObject(body).object("error").map(HookError::read);
        } catch (MalformedJson e) {
            return Optional.empty();
        }
    }

    private static HookError read(Json.Obj error) {
        return new HookError(
                PrintableText.of(error.text("code").orElse("")),
                PrintableText.of(error.text("message").orElse("")),
                error.number("held_ms"));
    }

    /** The hook is there, only not what was asked for; any web server can say 404. */
    boolean isFromHook() {
        return !code.equals(HookCodes.NO_SUCH_PATH);
    }

    boolean isLeaseUnknown() {
        return code.equals(HookCodes.LEASE_UNKNOWN);
    }

    boolean isStillQuiescing() {
        return code.equals(HookCodes.STILL_QUIESCING);
    }

    boolean isLeaseLapsed() {
        return code.equals(HookCodes.LEASE_LAPSED);
    }

    /** Which problem an answer other than 200 is. */
    public static Problem problem(HookCall call, HookReply.Answered answer, String where) {
        Optional<HookError> found = parse(answer.body());
        HookError error = found.orElse(new HookError("", "", Optional.empty()));
        String said =
                error.message().isEmpty()
                        ? "It answered HTTP " + answer.status() + "."
                        : "It said: \"" + error.message() + "\" (" + error.code() + ").";
        return switch (error.code()) {
            case HookCodes.UNAUTHORISED -> HookProblems.notAuthorised(where, said);
            case HookCodes.DATABASE_UNKNOWN -> HookProblems.unknownDatabase(where, said);
            case HookCodes.LEASE_ACTIVE -> HookProblems.leaseActive(where, said);
            case HookCodes.HOLD_TOO_LONG -> HookProblems.holdTooLong(where, said);
            case HookCodes.DATABASE_BUSY -> HookProblems.busy(where, said);
            case HookCodes.NOT_A_DATABASE -> HookProblems.notADatabase(where, said);
            case HookCodes.ATTEMPT_OVER -> HookProblems.attemptOver(where, said);
            case HookCodes.NO_SUCH_PATH, HookCodes.METHOD_NOT_ALLOWED ->
                    HookProblems.notAHook(where, said);
            default -> byStatus(call, answer.status(), found.isPresent(), where, said);
        };
    }

    private static Problem byStatus(
            HookCall call, int status, boolean ofAHook, String where, String said) {
        if (status == 401 || status == 403) {
            return HookProblems.notAuthorised(where, said);
        }
        if (!ofAHook && status != 409 && status < 500) {
            return HookProblems.notAHook(where, said);
        }
        return switch (status) {
            case 404 -> HookProblems.unknownDatabase(where, said);
            case 409 -> HookProblems.leaseActive(where, said);
            case 410 -> HookProblems.attemptOver(where, said);
            case 503 -> HookProblems.notReady(where, said);
            default -> HookProblems.refused(call.verb(), where, said);
        };
    }
}
