package dev.flysnap.agent;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;

/** The ways in which the agent cannot be started, or its client cannot reach it. */
final class AgentProblems {

    static Problem noToken() {
        return notAuthorised(
                "hook-token-missing",
                "There is no token for the agent.",
                "Without one anybody who reaches its port could keep the app from writing.",
                "fly secrets set FLYSNAP_HOOK_TOKEN=$(openssl rand -hex 32), or --token-file FILE");
    }

    static Problem shortToken(int length) {
        return notAuthorised(
                "hook-token-short",
                "The agent's token has " + length + " characters.",
                "Fewer than " + HookPaths.MIN_TOKEN_LENGTH + " can be guessed.",
                "fly secrets set FLYSNAP_HOOK_TOKEN=$(openssl rand -hex 32)");
    }

    static Problem malformedToken(int length) {
        return notAuthorised(
                "hook-token-malformed",
                "The agent's token of " + length + " characters cannot be used.",
                "A token has %d to %d characters of ASCII and no space or line's end within, so that it can be sent in a header."
                        .formatted(HookPaths.MIN_TOKEN_LENGTH, HookPaths.MAX_TOKEN_LENGTH),
                "fly secrets set FLYSNAP_HOOK_TOKEN=$(openssl rand -hex 32)");
    }

    static Problem tokenFile(Path file, String why) {
        return notAuthorised(
                "hook-token-unreadable",
                "The token file " + file + " cannot be read.",
                why,
                "ls -l " + file);
    }

    static Problem listenMalformed(String value) {
        return usage(
                "listen-malformed",
                "\"" + value + "\" is no address to listen on.",
                "It has to be HOST:PORT, an IPv6 address in brackets.",
                "--listen fly-local-6pn:8099, or --listen 127.0.0.1:8099");
    }

    static Problem listenUnresolved(String host) {
        return usage(
                "listen-unresolved",
                "The host \"" + host + "\" to listen on is not known here.",
                "It does not resolve to an address of this machine.",
                "--listen 127.0.0.1:8099");
    }

    static Problem listenPublic(String address) {
        return usage(
                "listen-public",
                "The agent does not listen on " + address + ".",
                "The whole internet may be able to reach it, the traffic is not encrypted, and it can keep the app from writing.",
                "--listen fly-local-6pn:8099; if you really mean it: --listen-public-yes-i-know");
    }

    static Problem listenFailed(String address, String why) {
        return failed(
                "listen-failed",
                "The agent cannot listen on " + address + ".",
                why,
                "is another agent running? Choose another port: --listen HOST:PORT");
    }

    static Problem databaseSpec(String spec, String why) {
        return usage(
                "database-option",
                "--db " + spec + " cannot be used.",
                why,
                "--db /data/app.db, --db NAME=/data/app.db, --db /data/tenants, --db '/data/tenants/*.db'");
    }

    static Problem folderUnreadable(Path folder, String why) {
        return failed(
                "databases-unreadable",
                "The folder " + folder + " cannot be looked through for databases.",
                why,
                "ls -la " + folder + ", as the user that the agent runs as");
    }

    static Problem tooManyDatabases(Path folder, int most) {
        return failed(
                "databases-too-many",
                "With those in " + folder + " there are more than " + most + " databases.",
                "An agent looks after so many at most, and leaves none out without a word.",
                "name fewer with --db, such as --db '" + folder + "/a*.db'");
    }

    static Problem noDatabase() {
        return usage(
                "database-missing",
                "No database is named.",
                "The agent looks after the databases of its --db options, and nothing else.",
                "flysnap agent --db /data/app.db");
    }

    static Problem holdCeiling(long ms) {
        return usage(
                "hold-ceiling",
                "A hold ceiling of " + ms + " ms makes no sense.",
                "Writers can be kept off for 1 to 600000 ms; more than the app's busy_timeout makes its writes fail.",
                "--hold-ceiling 10000");
    }

    static Problem appSqliteVersion(String value) {
        return usage(
                "app-sqlite-version",
                "\"" + value + "\" is no version of SQLite.",
                "The WAL is cut only where the app's version is known not to lose commits by it.",
                "--app-sqlite-version 3.51.3, what SELECT sqlite_version() says in the app; or leave it out");
    }

    static Problem commandMalformed(String command, String why) {
        return usage(
                "command-malformed",
                "The command to run cannot be read: " + command,
                why,
                "put it behind --, one word an argument: flysnap agent --db /data/app.db -- node server.js");
    }

    static Problem childNotStarted(String command, String why) {
        return failed(
                "child-not-started",
                "The app could not be started: " + command,
                why,
                "try the same command in the machine: fly ssh console");
    }

    static Problem unreachable(String address, String why) {
        return failed(
                "agent-unreachable",
                "No agent answers at " + address + ".",
                why,
                "is it running in this machine? flysnap agent --help shows how to start it");
    }

    static Problem slow(String address, Duration waited) {
        return failed(
                HookCodes.STILL_AT_WORK,
                "The agent at %s has not answered within %d ms."
                        .formatted(address, waited.toMillis()),
                "It took the request and goes on with it: a large WAL takes long on a slow disk.",
                "ask the same again, with the same --attempt: it joins the one that is at work");
    }

    private static Problem notAuthorised(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.NOT_AUTHORISED, what, why, next);
    }

    private static Problem usage(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.USAGE, what, why, next);
    }

    private static Problem failed(String code, String what, String why, String next) {
        return new Problem(code, ExitCode.FAILED, what, why, next);
    }

    private AgentProblems() {}
}
