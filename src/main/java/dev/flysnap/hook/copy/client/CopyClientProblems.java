package dev.flysnap.hook.copy.client;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.util.Optional;

/** The ways in which a hook does not make a copy. */
final class CopyClientProblems {
    static Problem notUnderstood(String where, String why) {
        return failed(
                "hook-answer-unexpected",
                "What answers at %s does not speak level 3 of flysnap's contract.".formatted(where),
                "%s.".formatted(why),
                "Check the address and port of --hook; an app's own hook: flysnap hook check");
    }

    static Problem wrongMachine(String where, MachineId wanted, String answering) {
        return failed(
                "hook-wrong-machine",
                "Machine %s answered at %s, but the volume is on %s."
                        .formatted(answering, where, wanted),
                "The address leads to any machine of the app, and another one's database is not this one.",
                "--hook 'http://[{private_ip}]:8099', or --via public, which names the machine");
    }

    /**
     * @param code the hook's own
     * @param advice the hook's own
     */
    static Problem refused(
            int status, String code, String message, Optional<String> advice, String where) {
        String why = "It said: %s".formatted(message);
        if (status == 401) {
            return new Problem(
                    "copy-token-refused",
                    ExitCode.NOT_AUTHORISED,
                    "The hook at %s refused the copy token.".formatted(where),
                    why,
                    "Give FLYSNAP_COPY_TOKEN the value that the machine has: fly ssh console -C 'printenv FLYSNAP_COPY_TOKEN'");
        }
        return switch (code) {
            case HookCodes.COPIES_OFF ->
                    new Problem(
                            "copies-off",
                            ExitCode.NOT_AUTHORISED,
                            "The hook at %s gives no copies away.".formatted(where),
                            why,
                            HookPaths.makeToken("FLYSNAP_COPY_TOKEN"));
            case HookCodes.COPY_ACTIVE ->
                    failed(
                            "copy-active",
                            "The hook at %s is making another copy.".formatted(where),
                            why,
                            "Wait until that one is done; one that nobody asks for any more is removed after some minutes.");
            case HookCodes.DATABASE_UNKNOWN ->
                    failed(
                            "hook-database-unknown",
                            "The hook at %s does not have that database.".formatted(where),
                            why,
                            "Name one that it has: --db NAME; flysnap agent ctl status lists them");
            case HookCodes.NO_SUCH_PATH ->
                    failed(
                            "copies-unsupported",
                            "The hook at %s makes no copies.".formatted(where),
                            why,
                            "Update the agent; or --hook exec, with sqlite3 in the image");
            case "copy-no-room", "copy-not-good", "database-empty" ->
                    new Problem(
                            code,
                            code.equals("copy-no-room") ? ExitCode.FAILED : ExitCode.CHECK_NOT_MET,
                            "The copy was not made in %s, and nothing was left there."
                                    .formatted(where),
                            why,
                            advice.orElse("Check the machine's log: fly logs"));
            default ->
                    failed(
                            "copy-refused",
                            "The hook at %s did not make the copy (HTTP %d)."
                                    .formatted(where, status),
                            why,
                            advice.orElse("Check the machine's log: fly logs"));
        };
    }

    static Problem noScript(MachineId machine, int exitCode, String output) {
        return failed(
                "agent-client-missing",
                "The agent of machine %s cannot be asked by exec.".formatted(machine),
                "The script that asks it ended with exit code %d: %s".formatted(exitCode, output),
                "Use an image with sh; or another way: --via direct|public|flyctl");
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private CopyClientProblems() {}
}
