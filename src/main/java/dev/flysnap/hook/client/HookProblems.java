package dev.flysnap.hook.client;

import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.problem.Problem;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ways in which a hook does not do what was requested. */
public final class HookProblems {
    /**
     * @param app empty if unknown
     * @param machine empty where the address belongs to no machine on Fly
     */
    public static Problem unreachable(
            HookTransport transport,
            Optional<AppName> app,
            Optional<MachineId> machine,
            String why) {
        return failed(
                "hook-unreachable",
                "The hook %sdid not answer at %s: %s."
                        .formatted(
                                machine.map("of machine %s "::formatted).orElse(""),
                                transport.where(),
                                why),
                "The machine or its agent is not running, or the address can only be reached from inside Fly's private network.",
                "Try another transport:%s"
                        .formatted(
                                otherTransports(
                                        transport.name(), app.map(AppName::value).orElse("APP"))));
    }

    private static String otherTransports(String failed, String app) {
        return Stream.of(
                        "exec      through the Machines API, needs nothing but the API token",
                        "flyctl    through fly proxy, needs Fly's WireGuard",
                        "public    with --hook https://%s.fly.dev, where the app passes /flysnap/v1 on"
                                .formatted(app),
                        "direct    from inside the private network, or over fly wireguard")
                .filter(line -> !line.startsWith(failed))
                .map("\n    --via "::concat)
                .collect(Collectors.joining());
    }

    static Problem notAuthorised(String where, String why) {
        return new Problem(
                "hook-not-authorised",
                ExitCode.NOT_AUTHORISED,
                "The hook at %s refused the token.".formatted(where),
                why,
                "Give FLYSNAP_HOOK_TOKEN the value that the machine has: fly ssh console -C 'printenv FLYSNAP_HOOK_TOKEN'");
    }

    static Problem wrongMachine(String where, MachineId wanted, String answering) {
        return failed(
                "hook-wrong-machine",
                "Machine %s answered at %s, but the volume is on %s."
                        .formatted(answering, where, wanted),
                "The address leads to any machine of the app; what another one checkpoints is not on this volume.",
                "--hook 'http://[{private_ip}]:8099', or --via public, which names the machine");
    }

    static Problem databasesMissing(String where, Collection<String> missing) {
        return failed(
                "hook-database-unknown",
                "The answer of the hook at %s lacks %s."
                        .formatted(where, String.join(", ", missing)),
                "It answered for other databases only.",
                "See which ones it has: " + checkCommand(where));
    }

    static Problem unknownDatabase(String where, String why) {
        return failed(
                "hook-database-unknown",
                "The hook at %s does not have that database.".formatted(where),
                why,
                "See which ones it has: " + checkCommand(where));
    }

    public static Problem leaseActive(String where, String why) {
        return failed(
                "hook-lease-active",
                "The hook at %s is quiescing for someone else.".formatted(where),
                why,
                "Wait until that hold ends by itself, and try again.");
    }

    public static Problem checkActive(String where, String why) {
        return failed(
                "hook-check-active",
                "The databases of %s are being checked already.".formatted(where),
                why,
                "Wait until that check has ended.");
    }

    public static Problem checkUnsupported(String where) {
        return failed(
                "hook-without-check",
                "The hook at %s cannot check databases.".formatted(where),
                "It is an older agent, or one of your own without /flysnap/v1/check.",
                "Update the agent; or check the snapshot itself: flysnap verify");
    }

    public static Problem checkTooSlow(String where, Duration waited) {
        return checkTooSlow(where, "It was waited for %d s.".formatted(waited.toSeconds()));
    }

    public static Problem checkTooSlow(String where, String why) {
        return failed(
                "hook-check-too-slow",
                "The check of the databases at %s was not done in time.".formatted(where),
                why,
                "Check less, or the snapshot itself: flysnap verify");
    }

    static Problem attemptOver(String where, String why) {
        return failed(
                "hook-attempt-over",
                "The hold of the hook at %s is over already.".formatted(where),
                why,
                "Run the command again; --hold-max gives it more time.");
    }

    static Problem holdTooLong(String where, String why) {
        return new Problem(
                "hook-hold-too-long",
                ExitCode.USAGE,
                "The hook at %s does not hold writers off for that long.".formatted(where),
                why,
                "Use a shorter --hold-max, or start the agent with a higher --hold-ceiling.");
    }

    public static Problem busy(String where, String why) {
        return failed(
                "hook-database-busy",
                "The database stayed busy; the hook at %s gave up.".formatted(where),
                why,
                "Try again when no long transaction or other checkpoint is running.");
    }

    public static Problem stillQuiescing(String where, Duration waited) {
        return failed(
                "hook-still-at-work",
                "The hook at %s is still quiescing after %d s."
                        .formatted(where, waited.toSeconds()),
                "A large WAL takes long on a slow disk. The hook continues; a hold that it takes ends by itself.",
                "Run the command again: what is already on the device is not written twice.");
    }

    /**
     * @param advice the hook's own
     */
    static Problem notReady(String where, String why, Optional<String> advice) {
        return failed(
                "hook-not-ready",
                "The hook at %s cannot quiesce now.".formatted(where),
                why,
                "%sCheck the machine's log (fly logs), and try again."
                        .formatted(advice.map("It advises: %s. "::formatted).orElse("")));
    }

    static Problem notADatabase(String where, String why) {
        return failed(
                "hook-not-a-database",
                "The hook at %s was started with a file that is not an SQLite database."
                        .formatted(where),
                why,
                "Start it with the database's own file: flysnap agent --db /data/app.db");
    }

    public static Problem refused(String verb, String where, String why) {
        return failed(
                "hook-failed",
                "The hook at %s did not do the %s.".formatted(where, verb),
                why,
                "Check the machine's log (fly logs), or run " + checkCommand(where));
    }

    static Problem notAHook(String where, String why) {
        return failed(
                "hook-answer-unexpected",
                "What answers at %s does not speak flysnap's contract.".formatted(where),
                why,
                "Check the address and port of --hook, or run " + checkCommand(where));
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    /** Only an address can be checked as it is; other transports follow from the configuration. */
    private static String checkCommand(String where) {
        return where.startsWith("http")
                ? "flysnap hook check '%s'".formatted(where)
                : "flysnap doctor";
    }

    static Problem noSuchContainer(AppName app, Machine machine, ContainerName wanted) {
        return new Problem(
                "container-unknown",
                ExitCode.USAGE,
                "Machine %s of %s has no container %s.".formatted(machine.id(), app, wanted),
                "Its containers are %s.".formatted(names(machine)),
                "Name one of them: --container %s (or FLYSNAP_CONTAINER, or container = in flysnap.toml)"
                        .formatted(machine.containers().getFirst().name()));
    }

    static Problem whichContainer(AppName app, Machine machine, int mounting) {
        return new Problem(
                "container-ambiguous",
                ExitCode.USAGE,
                "In which container of machine %s of %s is the database?"
                        .formatted(machine.id(), app),
                "It has %s, and %s."
                        .formatted(
                                names(machine),
                                mounting == 0
                                        ? "none of them says that it mounts the volume"
                                        : "%d of them mount the volume".formatted(mounting)),
                "Name it: --container %s (or FLYSNAP_CONTAINER, or container = in flysnap.toml)"
                        .formatted(machine.containers().getFirst().name()));
    }

    private static String names(Machine machine) {
        return machine.containers().stream()
                .map(Machine.Container::name)
                .map(PrintableText::of)
                .collect(Collectors.joining(", "));
    }

    private HookProblems() {}
}
