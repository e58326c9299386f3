package dev.flysnap.hook.client;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** The error in a hook's answer. Parsed leniently: an app's own hook may use its own codes. */
public record HookError(String code, String message, Optional<String> next, Optional<Long> heldMs) {

    /** The error in an answer's body; empty if there is none. */
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
                error.text("next").map(PrintableText::of),
                error.number("held_ms"));
    }

    /**
     * Whether a hook answered, which does not have what was requested; any web server can answer
     * 404.
     */
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

    boolean isHoldBroken() {
        return code.equals(HookCodes.HOLD_BROKEN);
    }

    /** The problem that an answer other than 200 stands for. */
    public static Problem problem(HookCall call, HookReply.Answered answer, String where) {
        Optional<HookError> found = parse(answer.body());
        HookError error = found.orElse(new HookError("", "", Optional.empty(), Optional.empty()));
        String why =
                error.message().isEmpty()
                        ? "It answered HTTP " + answer.status() + "."
                        : "It said: \"" + error.message() + "\" (" + error.code() + ").";
        return switch (error.code()) {
            case HookCodes.UNAUTHORISED -> HookProblems.notAuthorised(where, why);
            case HookCodes.DATABASE_UNKNOWN -> HookProblems.unknownDatabase(where, why);
            case HookCodes.LEASE_ACTIVE -> HookProblems.leaseActive(where, why);
            case HookCodes.CHECK_ACTIVE -> HookProblems.checkActive(where, why);
            case HookCodes.HOLD_TOO_LONG -> HookProblems.holdTooLong(where, why);
            case HookCodes.DATABASE_BUSY -> HookProblems.busy(where, why);
            case HookCodes.NOT_A_DATABASE -> HookProblems.notADatabase(where, why);
            case HookCodes.ATTEMPT_OVER -> HookProblems.attemptOver(where, why);
            case HookCodes.NO_SUCH_PATH, HookCodes.METHOD_NOT_ALLOWED ->
                    HookProblems.notAHook(where, why);
            default -> byStatus(call, answer.status(), found, where, why);
        };
    }

    private static Problem byStatus(
            HookCall call, int status, Optional<HookError> found, String where, String why) {
        if (status == 401 || status == 403) {
            return HookProblems.notAuthorised(where, why);
        }
        if (found.isEmpty() && status != 409 && status < 500) {
            return HookProblems.notAHook(where, why);
        }
        return switch (status) {
            case 404 -> HookProblems.unknownDatabase(where, why);
            case 409 -> HookProblems.leaseActive(where, why);
            case 410 -> HookProblems.attemptOver(where, why);
            case 503 -> HookProblems.notReady(where, why, found.flatMap(HookError::next));
            default -> HookProblems.refused(call.verb(), where, why);
        };
    }
}
