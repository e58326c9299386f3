package dev.flysnap.cli.agent;

import dev.flysnap.agent.Agent;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.agent.setting.MachineIdentity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code flysnap agent}: the process beside the database. */
@Command(
        name = "agent",
        description = "Runs in the app's machine, beside the database, and quiesces it on request.",
        mixinStandardHelpOptions = true,
        subcommands = AgentCtlCommand.class,
        footer = {
            "",
            "The token comes from FLYSNAP_HOOK_TOKEN (at least 32 characters) or from",
            "--token-file. The agent listens on the machine's private address (or where",
            "FLYSNAP_LISTEN or --listen says), port 8099.",
            "",
            "With --exec, or a command after --, it runs the app as its child, passes",
            "signals on (not QUIT, which the JVM keeps) and exits with the app's exit code.",
            "--exec splits its command as a shell does. A command that needs a shell",
            "(pipes, variables, patterns) runs under /bin/sh -c; write exec before the app,",
            "so that it receives the signals.",
            "",
            "While writers are blocked, they wait in SQLite's busy handler: give the app a",
            "busy_timeout longer than the hold. A hold ends by itself, also if the agent",
            "dies; only an agent that is stopped by SIGSTOP during a hold keeps it.",
            "",
            "Examples:",
            "  flysnap agent --db /data/app.db --exec 'node server.js'",
            "  flysnap agent --db orders=/data/orders.db -- ./server --port 80",
            "  flysnap agent --db '/data/tenants/*.db' --app-sqlite-version 3.51.3",
            "  flysnap agent ctl status"
        })
public final class AgentCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--db",
            paramLabel = "[NAME=]PATH",
            description = "A database, a folder of databases, or a pattern. May be repeated.")
    private List<String> databases = List.of();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to listen. Default: the machine's private address, port 8099.")
    private Optional<String> listen;

    @Option(
            names = "--listen-public-yes-i-know",
            description = "Allow an address that the whole internet can reach.")
    private boolean listenPublic;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Read the token from this file instead of FLYSNAP_HOOK_TOKEN.")
    private Optional<Path> tokenFile;

    @Option(
            names = "--hold-ceiling",
            paramLabel = "MS",
            defaultValue = "10000",
            description =
                    "The longest hold that the agent grants, in milliseconds. Default: ${DEFAULT-VALUE}.")
    private int holdCeilingMs;

    @Option(
            names = "--app-sqlite-version",
            paramLabel = "VERSION",
            description =
                    "Version of the SQLite library that the app uses. The WAL is truncated only if that is known to be safe.")
    private Optional<String> appSqliteVersion;

    @Option(names = "--no-truncate", description = "Never truncate the WAL.")
    private boolean noTruncate;

    @Option(names = "--exec", paramLabel = "CMD", description = "The app to run as a child.")
    private Optional<String> exec;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "The app to run as a child, word by word: put it after --.")
    private List<String> command = List.of();

    @Override
    public Integer call() {
        Map<String, String> environment = System.getenv();
        AgentSettings settings =
                new AgentSettings(
                        ListenAddress.choose(listen, environment, listenPublic),
                        AgentToken.from(tokenFile, environment),
                        DatabaseSet.of(databases),
                        Duration.ofMillis(holdCeilingMs),
                        appSqliteVersion,
                        !noTruncate,
                        MachineIdentity.from(environment));
        Optional<List<String>> app = Agent.commandOf(exec, command);
        try (Agent agent = Agent.start(settings)) {
            spec.commandLine()
                    .getErr()
                    .println("flysnap agent: listening on " + ListenAddress.text(agent.address()));
            return app.isPresent() ? agent.run(app.get()) : agent.run();
        }
    }
}
