package dev.flysnap.hook.transport;

import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;

/** The ways in which it is not clear where a hook is. */
final class HookAddressProblems {
    static Problem unknownPlaceholder(String template, String place) {
        return new Problem(
                "hook-address-malformed",
                ExitCode.USAGE,
                "flysnap cannot fill in " + place + " in " + PrintableText.of(template) + ".",
                "It knows {machine_id}, {private_ip} and {app}.",
                "--hook 'http://[{private_ip}]:8099'");
    }

    static Problem malformed(String template) {
        return new Problem(
                "hook-address-malformed",
                ExitCode.USAGE,
                "\"" + PrintableText.of(template) + "\" is not the address of a hook.",
                "It must be an http or https URL without user, query and fragment.",
                "--hook 'http://[{private_ip}]:8099'");
    }

    static Problem insecure(String template) {
        return new Problem(
                "hook-address-insecure",
                ExitCode.USAGE,
                "The hook's token was not sent to " + PrintableText.of(template) + ".",
                "Plain http is only for the local machine and Fly's private network; elsewhere others could read the token.",
                "Use https:// there.");
    }

    static Problem noPrivateIp(String template, MachineId machine) {
        return new Problem(
                "hook-address-incomplete",
                ExitCode.FAILED,
                "The hook at " + PrintableText.of(template) + " was not asked.",
                "Machine " + machine + " has no private address: is it started?",
                "fly machine status " + machine);
    }

    static Problem needsMachine(String template) {
        return new Problem(
                "hook-address-incomplete",
                ExitCode.USAGE,
                "The hook at " + PrintableText.of(template) + " was not asked.",
                "It has places that only an app and its machine fill in.",
                "Name the app: --app my-shop");
    }

    private HookAddressProblems() {}
}
