package dev.flysnap.hook.client;

import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways in which a hook does not answer as it was asked to. */
public final class HookProblems {
    public static Problem noToken() {
        return new Problem(
                "hook-token-missing",
                ExitCode.NOT_AUTHORISED,
                "There is no token for the hook.",
                "It has at least 32 characters, none of them a space, and is the same here and in the machine.",
                "export FLYSNAP_HOOK_TOKEN=…, the value that the agent was given (openssl rand -hex 32 makes one)");
    }

    public static Problem malformedToken(int length) {
        return new Problem(
                "hook-token-malformed",
                ExitCode.NOT_AUTHORISED,
                "What FLYSNAP_HOOK_TOKEN holds here is no hook's token: it has %d characters."
                        .formatted(length),
                "A token has 32 to 4096 characters of ASCII, none of them a space, so that it can be sent and not guessed.",
                "Give it the value that the machine has: fly ssh console -C 'printenv FLYSNAP_HOOK_TOKEN'");
    }

    /**
     * @param app absent where nobody said which one it is
     * @param machine absent where an address is asked that belongs to no machine of Fly's
     */
    public static Problem unreachable(
            HookTransport transport,
            Optional<AppName> app,
            Optional<MachineId> machine,
            String why) {
        return new Problem(
                "hook-unreachable",
                ExitCode.FAILED,
                "The hook %sdid not answer at %s: %s."
                        .formatted(
                                machine.map("of machine %s "::formatted).orElse(""),
                                transport.where(),
                                why),
                "The machine or its agent is not running, or the address can only be reached from inside Fly's private network.",
                "Try another way:"
                        + otherTransports(transport.name(), app.map(AppName::value).orElse("APP")));
    }

    /** All but the one that just failed. */
    private static String otherTransports(String failed, String app) {
        return Stream.of(
                        "exec      through the Machines API, needs nothing but the API token",
                        "flyctl    through fly proxy, needs Fly's WireGuard",
                        "public    with --hook https://%s.fly.dev, where the app passes /flysnap/v1 on"
                                .formatted(app),
                        "direct    from inside the private network, or over fly wireguard")
                .filter(it -> !it.startsWith(failed))
                .map(it -> "\n    --via " + it)
                .collect(Collectors.joining());
    }

    static Problem notAuthorised(String where, String said) {
        return new Problem(
                "hook-not-authorised",
                ExitCode.NOT_AUTHORISED,
                "The hook at " + where + " refused the token.",
                said,
                "Give FLYSNAP_HOOK_TOKEN the value that the machine has: fly ssh console -C 'printenv FLYSNAP_HOOK_TOKEN'");
    }

    static Problem wrongMachine(String where, MachineId wanted, String answering) {
        return new Problem(
                "hook-wrong-machine",
                ExitCode.FAILED,
                "Machine %s answered at %s, but the volume is on %s."
                        .formatted(answering, where, wanted),
                "The address leads to any machine of the app; what another one checkpoints is not on this volume.",
                "--hook 'http://[{private_ip}]:8099', or --via public, which names the machine");
    }

    static Problem databasesMissing(String where, Collection<String> missing) {
        return new Problem(
                "hook-database-unknown",
                ExitCode.FAILED,
                "The hook at " + where + " said nothing of " + String.join(", ", missing) + ".",
                "It answered for other databases only.",
                "See which ones it has: " + inspectCommand(where));
    }

    static Problem unknownDatabase(String where, String said) {
        return new Problem(
                "hook-database-unknown",
                ExitCode.FAILED,
                "The hook at " + where + " does not have that database.",
                said,
                "See which ones it has: " + inspectCommand(where));
    }

    public static Problem leaseActive(String where, String said) {
        return new Problem(
                "hook-lease-active",
                ExitCode.FAILED,
                "The hook at " + where + " is quiescing for someone else.",
                said,
                "Wait until that hold ends by itself, and try again.");
    }

    static Problem attemptOver(String where, String said) {
        return new Problem(
                "hook-attempt-over",
                ExitCode.FAILED,
                "The hold that the hook at " + where + " had given is over already.",
                said,
                "Run the command again; --hold-max gives it more time.");
    }

    static Problem holdTooLong(String where, String said) {
        return new Problem(
                "hook-hold-too-long",
                ExitCode.USAGE,
                "The hook at " + where + " does not hold writers for that long.",
                said,
                "Use a shorter --hold-max, or start the agent with a higher --hold-ceiling.");
    }

    public static Problem busy(String where, String said) {
        return new Problem(
                "hook-database-busy",
                ExitCode.FAILED,
                "The database stayed busy; the hook at " + where + " gave up and let it be.",
                said,
                "Try again when no long transaction or other checkpointer is at work.");
    }

    public static Problem stillQuiescing(String where, Duration waited) {
        return new Problem(
                "hook-still-at-work",
                ExitCode.FAILED,
                "The hook at %s is still quiescing after %d s."
                        .formatted(where, waited.toSeconds()),
                "A large WAL takes long on a slow disk. It goes on with it; a hold that comes of it ends by itself.",
                "Run the command again: what has come to the device needs no second time.");
    }

    static Problem notReady(String where, String said) {
        return new Problem(
                "hook-not-ready",
                ExitCode.FAILED,
                "The hook at " + where + " cannot quiesce now.",
                said,
                "Look at the machine's log (fly logs), and try again.");
    }

    static Problem notADatabase(String where, String said) {
        return new Problem(
                "hook-not-a-database",
                ExitCode.FAILED,
                "The hook at " + where + " was started with a file that is no SQLite database.",
                said,
                "Start it with the database's own file: flysnap agent --db /data/app.db");
    }

    public static Problem refused(String verb, String where, String said) {
        return new Problem(
                "hook-failed",
                ExitCode.FAILED,
                "The hook at " + where + " did not do the " + verb + ".",
                said,
                "Look at the machine's log (fly logs), or run " + inspectCommand(where));
    }

    static Problem notAHook(String where, String wrong) {
        return new Problem(
                "hook-answer-unexpected",
                ExitCode.FAILED,
                "What answers at " + where + " does not speak flysnap's contract.",
                wrong,
                "Check the address and port of --hook, or run " + inspectCommand(where));
    }

    /** Only an address can be checked as it stands; other ways are found from the configuration. */
    private static String inspectCommand(String where) {
        return where.startsWith("http") ? "flysnap hook check '" + where + "'" : "flysnap doctor";
    }

    private HookProblems() {}
}
