package dev.flysnap.hook;

import dev.flysnap.model.MachineId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.util.Collection;

/** The ways in which reaching a hook fails. */
final class HookProblems {
    static Problem noToken() {
        return new Problem(
                "hook-token-missing",
                ExitCode.NOT_AUTHORISED,
                "There is no token for the hook.",
                "It has at least 32 characters, none of them a space, and is the same here and in the machine.",
                "export FLYSNAP_HOOK_TOKEN=…, the value that the agent was given (openssl rand -hex 32 makes one)");
    }

    static Problem unknownPlace(String template, String place) {
        return new Problem(
                "hook-address-malformed",
                ExitCode.USAGE,
                "flysnap cannot fill in " + place + " in " + HookError.printable(template) + ".",
                "It knows {machine_id}, {private_ip} and {app}.",
                "--hook 'http://[{private_ip}]:8099'");
    }

    static Problem noAddress(String template) {
        return new Problem(
                "hook-address-malformed",
                ExitCode.USAGE,
                "\"" + HookError.printable(template) + "\" is no address of a hook.",
                "It has to be an http or https URL without user, query and fragment.",
                "--hook 'http://[{private_ip}]:8099'");
    }

    static Problem plainHttp(String template) {
        return new Problem(
                "hook-address-insecure",
                ExitCode.USAGE,
                "The hook's token was not sent to " + HookError.printable(template) + ".",
                "Plain http is for the own machine and Fly's private network; elsewhere others could read the token.",
                "Use https:// there.");
    }

    static Problem noPrivateIp(String template, MachineId machine) {
        return new Problem(
                "hook-address-incomplete",
                ExitCode.FAILED,
                "The hook at " + HookError.printable(template) + " was not asked.",
                "Machine " + machine + " has no private address: is it started?",
                "fly machine status " + machine);
    }

    static Problem unreachable(String where, MachineId machine, String why) {
        return new Problem(
                "hook-unreachable",
                ExitCode.FAILED,
                "The hook of machine " + machine + " did not answer at " + where + ": " + why + ".",
                "The machine or its agent is not running, or the address can only be reached from inside Fly's private network.",
                """
                Try another way:
                    --via exec      through the Machines API, needs nothing but the API token
                    --via flyctl    through fly proxy, needs Fly's WireGuard
                    --via public    with --hook https://APP.fly.dev, where the app passes /flysnap/v1 on
                    --via direct    from inside the private network, or over fly wireguard\
                """);
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
                "Machine "
                        + answering
                        + " answered at "
                        + where
                        + ", but the volume is on "
                        + wanted
                        + ".",
                "The address leads to any machine of the app; what another one checkpoints is not on this volume.",
                "--hook 'http://[{private_ip}]:8099', or --via public, which names the machine");
    }

    static Problem databasesMissing(String where, Collection<String> missing) {
        return new Problem(
                "hook-database-unknown",
                ExitCode.FAILED,
                "The hook at " + where + " said nothing of " + String.join(", ", missing) + ".",
                "It answered for other databases only.",
                "See which ones it has: flysnap hook check " + where);
    }

    static Problem unknownDatabase(String where, String said) {
        return new Problem(
                "hook-database-unknown",
                ExitCode.FAILED,
                "The hook at " + where + " does not have that database.",
                said,
                "See which ones it has: flysnap hook check " + where);
    }

    static Problem leaseActive(String where, String said) {
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

    static Problem busy(String where, String said) {
        return new Problem(
                "hook-database-busy",
                ExitCode.FAILED,
                "The database stayed busy; the hook at " + where + " gave up and let it be.",
                said,
                "Try again when no long transaction or other checkpointer is at work.");
    }

    static Problem notNow(String where, String said) {
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

    static Problem refused(String verb, String where, String said) {
        return new Problem(
                "hook-failed",
                ExitCode.FAILED,
                "The hook at " + where + " did not do the " + verb + ".",
                said,
                "Look at the machine's log (fly logs), or run flysnap hook check " + where);
    }

    static Problem notAHook(String where, String wrong) {
        return new Problem(
                "hook-answer-unexpected",
                ExitCode.FAILED,
                "What answers at " + where + " does not speak flysnap's contract.",
                wrong,
                "Check the address and port of --hook, or run flysnap hook check " + where);
    }

    static Problem noClient(MachineId machine, String said) {
        return new Problem(
                "hook-client-missing",
                ExitCode.FAILED,
                "There is no flysnap in machine " + machine + ".",
                "The way through exec runs the agent's own client there. It said: " + said,
                "Put flysnap into the image (COPY --from), or use another way: --via direct|public|flyctl");
    }

    static Problem clientFailed(MachineId machine, int exitCode, String said) {
        return new Problem(
                "hook-client-failed",
                ExitCode.FAILED,
                "flysnap agent ctl in machine " + machine + " ended with " + exitCode + ".",
                "It said: " + said,
                "Try it by hand: fly ssh console -C 'flysnap agent ctl status'");
    }

    static Problem execDatabases(int given, int most) {
        return new Problem(
                "hook-databases-not-named",
                ExitCode.USAGE,
                given == 0
                        ? "--hook exec was not told which databases there are."
                        : "--hook exec takes at most %d databases, not %d.".formatted(most, given),
                "Nothing in the machine knows them; flysnap has to be given their paths there.",
                "--database main=/data/app.db, or databases = [\"main=/data/app.db\"] under [hook] in flysnap.toml");
    }

    static Problem execDatabase(String given) {
        return new Problem(
                "hook-database-malformed",
                ExitCode.USAGE,
                "\"" + HookError.printable(given) + "\" is no database for --hook exec.",
                "It is a name, = and an absolute path, each once, of letters, digits, _ . and -; no .. and nothing that a shell could read.",
                "--database main=/data/app.db");
    }

    static Problem execAbsent(String where, String said) {
        return new Problem(
                "hook-database-unknown",
                ExitCode.FAILED,
                "There is no such database in " + where + ".",
                said,
                "Look what is there: fly ssh console -C 'ls -l /data'");
    }

    static Problem noSqlite(MachineId machine) {
        return new Problem(
                "hook-sqlite3-missing",
                ExitCode.FAILED,
                "There is no sqlite3 in machine " + machine + ".",
                "--hook exec needs sqlite3, sh and sync in the image.",
                "Install it there (apt-get install sqlite3), or run flysnap agent beside the app.");
    }

    static Problem noFlyctl() {
        return new Problem(
                "hook-flyctl-missing",
                ExitCode.FAILED,
                "There is neither fly nor flyctl on the PATH.",
                "The way through flyctl starts fly proxy.",
                "Install flyctl (https://fly.io/docs/flyctl/install/), or use --via exec");
    }

    static Problem noProxy(Path program, String why) {
        return new Problem(
                "hook-proxy-failed",
                ExitCode.FAILED,
                "flysnap could not start " + program + " proxy.",
                why,
                "Use another way: --via exec");
    }

    static Problem proxyEnded(int exitCode, String said) {
        return new Problem(
                "hook-proxy-failed",
                ExitCode.FAILED,
                "fly proxy ended at once, with " + exitCode + ".",
                "It said: " + said,
                "Mend what it names (fly auth login, fly wireguard reset), or use --via exec");
    }

    static Problem proxySilent(String said) {
        return new Problem(
                "hook-proxy-failed",
                ExitCode.FAILED,
                "fly proxy took no connection within 30 s.",
                said.isEmpty() ? "It said nothing." : "It said: " + said,
                "Look at Fly's WireGuard (fly wireguard reset), or use --via exec");
    }

    private HookProblems() {}
}
