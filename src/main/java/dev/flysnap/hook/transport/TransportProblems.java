package dev.flysnap.hook.transport;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;

/**
 * The ways in which a hook cannot be reached: settings, address, token, {@code fly proxy}, exec.
 */
final class TransportProblems {
    private static final String EXAMPLE_ADDRESS = "--hook 'http://[{private_ip}]:8099'";

    static Problem contradiction(String via) {
        return usage(
                "hook-way-contradictory",
                "--hook exec and --via %s do not go together.".formatted(via),
                "--hook exec runs a command in the machine; there is no hook that %s could reach."
                        .formatted(via),
                "Omit --via (or use --via auto), or give the hook's address: --hook 'http://{private_ip}:8099'");
    }

    static Problem noContract() {
        return usage(
                "hook-without-contract",
                "--hook exec answers no requests, so there is no contract to check.",
                "It is one command, which flysnap executes in the machine; flysnap hook script prints it.",
                "Check whether it works: flysnap doctor");
    }

    static Problem unknownPlaceholder(String template, String placeholder) {
        return usage(
                "hook-address-malformed",
                "flysnap does not know the placeholder %s in %s."
                        .formatted(placeholder, PrintableText.of(template)),
                "It knows {machine_id}, {private_ip} and {app}.",
                EXAMPLE_ADDRESS);
    }

    static Problem malformedAddress(String template) {
        return usage(
                "hook-address-malformed",
                "\"%s\" is not the address of a hook.".formatted(PrintableText.of(template)),
                "It must be an http or https URL without user, query and fragment.",
                EXAMPLE_ADDRESS);
    }

    static Problem insecureAddress(String template) {
        return usage(
                "hook-address-insecure",
                "The hook's token was not sent to %s.".formatted(PrintableText.of(template)),
                "Plain http is only for the local machine and Fly's private network; elsewhere others could read the token.",
                "Use https:// there.");
    }

    static Problem needsMachine(String template) {
        return usage(
                "hook-address-incomplete",
                "The hook at %s was not called.".formatted(PrintableText.of(template)),
                "The address has placeholders that depend on an app and its machine.",
                "Name the app: --app my-shop");
    }

    static Problem noPrivateIp(String template, MachineId machine) {
        return failed(
                "hook-address-incomplete",
                "The hook at %s was not called.".formatted(PrintableText.of(template)),
                "Machine %s has no private address: is it started?".formatted(machine),
                "fly machine status " + machine);
    }

    static Problem noToken() {
        return notAuthorised(
                "hook-token-missing",
                "There is no token for the hook.",
                "FLYSNAP_HOOK_TOKEN is not set here, and the hook answers nobody who does not send its token.",
                "export FLYSNAP_HOOK_TOKEN=… with the value that the machine has; if it has none, \"openssl rand -hex 32\" makes one for both");
    }

    static Problem noCopyToken() {
        return notAuthorised(
                "copy-token-missing",
                "There is no copy token for the hook.",
                "FLYSNAP_COPY_TOKEN is not set here; without it no hook gives its databases away, or replaces one.",
                "export FLYSNAP_COPY_TOKEN=… with the value that the machine has; if it has none: "
                        + HookPaths.makeToken("FLYSNAP_COPY_TOKEN"));
    }

    static Problem malformedToken(String variable, int length) {
        return notAuthorised(
                "hook-token-malformed",
                "%s is not a valid hook token here: it has %d characters."
                        .formatted(variable, length),
                "A token has 32 to 4096 ASCII characters, none of them a space, so that it can be sent and not guessed.",
                "Use the value that the machine has: fly ssh console -C 'printenv %s'"
                        .formatted(variable));
    }

    static Problem noFlyctl() {
        return failed(
                "hook-flyctl-missing",
                "There is neither fly nor flyctl on the PATH.",
                "--via flyctl starts fly proxy.",
                "Install flyctl (https://fly.io/docs/flyctl/install/), or use --via exec");
    }

    static Problem proxyNotStarted(Path program, String why) {
        return proxyFailed(
                "flysnap could not start %s proxy.".formatted(program),
                why,
                "Use another transport: --via exec");
    }

    static Problem proxyEnded(int exitCode, String output) {
        return proxyFailed(
                "fly proxy ended at once, with exit code %d.".formatted(exitCode),
                "It said: " + output,
                "Correct what it names (fly auth login, fly wireguard reset), or use --via exec");
    }

    static Problem proxyNotReady(String output) {
        return proxyFailed(
                "fly proxy accepted no connection within 30 s.",
                output.isEmpty() ? "It said nothing." : "It said: " + output,
                "Check Fly's WireGuard (fly wireguard reset), or use --via exec");
    }

    private static Problem proxyFailed(String what, String why, String next) {
        return failed("hook-proxy-failed", what, why, next);
    }

    static Problem noShell(MachineId machine, String output) {
        return failed(
                "hook-client-missing",
                "There is no sh in machine %s.".formatted(machine),
                "--via exec hands requests to the agent by a shell script there. It said: "
                        + output,
                "Put a shell into the image, or use another transport: --via direct|public|flyctl");
    }

    static Problem scriptFailed(MachineId machine, int exitCode, String output) {
        return failed(
                "hook-client-failed",
                "The script that asks the agent in machine %s ended with exit code %d."
                        .formatted(machine, exitCode),
                "It said: " + output,
                "Ask the agent manually: fly ssh console -C 'flysnap agent ctl status'");
    }

    /** With this transport no token is sent from here: the script uses the machine's own. */
    static Problem machineTokenRefused(MachineId machine, String message) {
        return notAuthorised(
                "hook-not-authorised",
                "The agent in machine %s refuses the machine's own token.".formatted(machine),
                "By exec the token is taken from the machine's FLYSNAP_HOOK_TOKEN (FLYSNAP_COPY_TOKEN for databases). It said: %s"
                        .formatted(message),
                "Give the machine the token that the agent was started with (not --token-file alone): fly secrets set FLYSNAP_HOOK_TOKEN=…");
    }

    private static Problem usage(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.USAGE, what, why, next);
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private static Problem notAuthorised(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.NOT_AUTHORISED, what, why, next);
    }

    private TransportProblems() {}
}
