package dev.flysnap.agent.setting;

import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.HookPaths;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Path;
import java.time.Duration;

/** The ways in which the agent cannot be started, or its client cannot reach it. */
public final class AgentProblems {

    static Problem noToken() {
        return notAuthorised(
                "hook-token-missing",
                "There is no token for the agent.",
                "Without one, anybody who can reach its port could block the app's writes.",
                HookPaths.makeToken("FLYSNAP_HOOK_TOKEN") + "; or --token-file FILE");
    }

    static Problem shortToken(String variable, int length) {
        return notAuthorised(
                "hook-token-short",
                "The agent's token (%s) has %s characters.".formatted(variable, length),
                "Fewer than %s can be guessed.".formatted(HookPaths.MIN_TOKEN_LENGTH),
                HookPaths.makeToken(variable));
    }

    static Problem malformedToken(String variable, int length) {
        return notAuthorised(
                "hook-token-malformed",
                "The agent's token (%s) of %s characters cannot be used."
                        .formatted(variable, length),
                "A token has %d to %d ASCII characters without spaces or line breaks, so that it can be sent in a header."
                        .formatted(HookPaths.MIN_TOKEN_LENGTH, HookPaths.MAX_TOKEN_LENGTH),
                HookPaths.makeToken(variable));
    }

    public static Problem noCopyToken() {
        return notAuthorised(
                "copy-token-missing",
                "There is no copy token for the agent.",
                "Without one it neither gives nor takes databases.",
                HookPaths.makeToken("FLYSNAP_COPY_TOKEN") + "; or --copy-token-file FILE");
    }

    static Problem sameTokens() {
        return notAuthorised(
                "copy-token-same",
                "FLYSNAP_COPY_TOKEN is the same token as FLYSNAP_HOOK_TOKEN.",
                "Whoever may have a snapshot prepared could read and replace all data then.",
                HookPaths.makeToken("FLYSNAP_COPY_TOKEN"));
    }

    static Problem tokenFile(Path file, String why) {
        return notAuthorised(
                "hook-token-unreadable",
                "The token file %s cannot be read.".formatted(file),
                why,
                "ls -l %s".formatted(file));
    }

    static Problem listenMalformed(String value) {
        return usage(
                "listen-malformed",
                "\"%s\" is not an address to listen on.".formatted(value),
                "It has to be HOST:PORT, an IPv6 address in brackets.",
                "--listen fly-local-6pn:8099, or --listen 127.0.0.1:8099");
    }

    static Problem listenUnresolved(String host) {
        return usage(
                "listen-unresolved",
                "The host \"%s\" to listen on is not known here.".formatted(host),
                "It does not resolve to an address of this machine.",
                "--listen 127.0.0.1:8099");
    }

    static Problem listenPublic(String address) {
        return usage(
                "listen-public",
                "The agent does not listen on %s.".formatted(address),
                "The whole internet may be able to reach it, the traffic is not encrypted, and it can keep the app from writing.",
                "--listen fly-local-6pn:8099; if you really mean it: --listen-public-yes-i-know");
    }

    public static Problem listenFailed(String address, String why) {
        return failed(
                "listen-failed",
                "The agent cannot listen on %s.".formatted(address),
                why,
                "is another agent running? Choose another port: --listen HOST:PORT");
    }

    static Problem databaseSpec(String spec, String why) {
        return usage(
                "database-option",
                "--db %s cannot be used.".formatted(spec),
                why,
                "--db /data/app.db, --db NAME=/data/app.db, --db /data/tenants, --db '/data/tenants/*.db'");
    }

    static Problem folderUnreadable(Path folder, String why) {
        return failed(
                "databases-unreadable",
                "The folder %s cannot be searched for databases.".formatted(folder),
                why,
                "ls -la %s, as the user that the agent runs as".formatted(folder));
    }

    static Problem tooManyDatabases(Path folder, int most) {
        return failed(
                "databases-too-many",
                "With those in %s there are more than %s databases.".formatted(folder, most),
                "That is the limit of one agent; it never skips a database silently.",
                "name fewer with --db, such as --db '%s/a*.db'".formatted(folder));
    }

    public static Problem hardLinked(Path one, Path other) {
        return failed(
                "databases-hard-linked",
                "%s and %s are one file under two names.".formatted(one, other),
                "SQLite takes them for two databases, with a WAL each: writing to both damages them.",
                "ls -li %s %s, and remove the name that the app does not use"
                        .formatted(one, other));
    }

    static Problem noDatabase() {
        return usage(
                "database-missing",
                "No database is named.",
                "The agent manages only the databases of its --db options.",
                "flysnap agent --db /data/app.db");
    }

    static Problem holdCeiling(long ms) {
        return usage(
                "hold-ceiling",
                "A hold ceiling of %s ms is not possible.".formatted(ms),
                "Writers can be kept off for 1 to 600000 ms; more than the app's busy_timeout makes its writes fail.",
                "--hold-ceiling 10000");
    }

    static Problem appSqliteVersion(String value) {
        return usage(
                "app-sqlite-version",
                "\"%s\" is not a version of SQLite.".formatted(value),
                "The WAL is truncated only with versions that are known not to lose commits by it.",
                "--app-sqlite-version 3.51.3, what SELECT sqlite_version() says in the app; or leave it out");
    }

    public static Problem commandMalformed(String command, String why) {
        return usage(
                "command-malformed",
                "The command to run cannot be read: %s".formatted(command),
                why,
                "put it behind --, one word an argument: flysnap agent --db /data/app.db -- node server.js");
    }

    public static Problem childNotStarted(String command, String why) {
        return failed(
                "child-not-started",
                "The app could not be started: %s".formatted(command),
                why,
                "try the same command in the machine: fly ssh console");
    }

    public static Problem stopping() {
        return failed(
                "agent-stopping",
                "The app was not started again.",
                "The machine is being stopped.",
                "start the machine: the old databases are put back before the app starts");
    }

    static Problem health(String value) {
        return usage(
                "health-malformed",
                "\"%s\" is not where the app can be asked for its health.".formatted(value),
                "It has to be a port, or an http URL.",
                "--health 8080, or --health http://localhost:8080/up");
    }

    /**
     * @param of {@code stop} or {@code health}
     */
    static Problem appLimit(String of, long seconds) {
        return usage(
                of + "-limit",
                "--%s-limit cannot be %d s.".formatted(of, seconds),
                "It can be 1 to 600 s.",
                "--%s-limit 60".formatted(of));
    }

    public static Problem unreachable(String address, String why) {
        return failed(
                "agent-unreachable",
                "No agent answers at %s.".formatted(address),
                why,
                "is it running in this machine? flysnap agent --help shows how to start it");
    }

    public static Problem noSpool(String folder, String why) {
        return failed(
                "agent-folder-unavailable",
                "The agent cannot be asked by exec: it has no folder %s.".formatted(folder),
                why,
                "make /dev/shm or /tmp writable, or name another folder in memory: XDG_RUNTIME_DIR; --via direct works without");
    }

    public static Problem slow(String address, Duration waited) {
        return failed(
                HookCodes.STILL_QUIESCING,
                "The agent at %s has not answered within %d ms."
                        .formatted(address, waited.toMillis()),
                "It still works on the request: a large WAL takes long on a slow disk.",
                "repeat the request with the same --attempt: it waits for the one in progress");
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
