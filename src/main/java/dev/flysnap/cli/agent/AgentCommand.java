package dev.flysnap.cli.agent;

import dev.flysnap.agent.Agent;
import dev.flysnap.agent.AppWithoutAgent;
import dev.flysnap.agent.canary.CanaryWriter;
import dev.flysnap.agent.setting.AgentProblems;
import dev.flysnap.agent.setting.AgentSettings;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.AppSettings;
import dev.flysnap.agent.setting.DatabaseSet;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.agent.setting.MachineIdentity;
import dev.flysnap.cli.view.ProblemView;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
            "FLYSNAP_LISTEN or --listen says), port 8099. With FLYSNAP_COPY_TOKEN, which",
            "must be another one, or --copy-token-file it also gives and takes databases.",
            "",
            "With --exec, or a command after --, it runs the app as its child, passes",
            "signals on (not QUIT, which the JVM keeps) and exits with the app's exit code.",
            "The app does not get FLYSNAP_HOOK_TOKEN, unless --pass-token is given.",
            "--exec splits its command as a shell does. A command that needs a shell",
            "(pipes, variables, patterns) runs under /bin/sh -c; write exec before the app,",
            "so that it receives the signals. If the agent cannot start (no token, a busy",
            "port), the app starts all the same, every request is answered with 503 and",
            "the reason, and stderr has it too; --strict starts no app then.",
            "",
            "While writers are blocked, they wait in SQLite's busy handler: give the app a",
            "busy_timeout longer than the hold. A hold ends by itself, also if the agent",
            "dies; only an agent that is stopped by SIGSTOP during a hold keeps it.",
            "",
            "Examples:",
            "  flysnap agent --db /data/app.db --exec 'node server.js'",
            "  flysnap agent --db orders=/data/orders.db -- ./server --port 80",
            "  flysnap agent --db main=/data/app.db --canary main -- ./server",
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
            names = "--copy-token-file",
            paramLabel = "FILE",
            description =
                    "Read the copy token from this file instead of FLYSNAP_COPY_TOKEN. Whoever has it can read and replace the databases; without it nobody can.")
    private Optional<Path> copyTokenFile;

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

    @Option(
            names = "--health",
            paramLabel = "PORT|URL",
            description =
                    "Where the app answers when it works; asked after its databases were replaced. Default: it only has to stay up.")
    private Optional<String> health;

    @Option(
            names = "--health-limit",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long the app may take until it answers there, before the old databases are put back. Default: ${DEFAULT-VALUE}.")
    private int healthLimitSeconds;

    @Option(
            names = "--stop-limit",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "How long the app may take to stop, before it is killed, where its databases are replaced. Default: ${DEFAULT-VALUE}.")
    private int stopLimitSeconds;

    @Option(
            names = "--canary",
            paramLabel = "NAME",
            description =
                    "Write a numbered row a minute to a table of flysnap's own, _flysnap_canary, in the database of that name, so that a drill can tell to the row what a restore loses. May be repeated. Default: nothing is written.")
    private List<String> canaries = List.of();

    @Option(names = "--strict", description = "Do not start the app if the agent cannot start.")
    private boolean strict;

    @Option(
            names = "--pass-token",
            description = "Let the app see FLYSNAP_HOOK_TOKEN. Without it the app has none.")
    private boolean passToken;

    @Override
    public Integer call() {
        if (command.isEmpty()
                && spec.commandLine().getParseResult().originalArgs().contains("--")) {
            throw AgentProblems.commandMalformed("--", "No words follow it.").exception();
        }
        Optional<List<String>> app = Agent.commandOf(exec, command);
        // No app is started on databases of which some are old and some new: this may fail.
        Agent.recover(databases)
                .forEach(it ->
                        announce(
                                "the databases that %s was replacing are the old ones again"
                                        .formatted(it)));
        Agent started;
        try {
            started = Agent.start(settings(), app.map(this::appSettings));
        } catch (FlysnapException e) {
            if (strict || app.isEmpty()) {
                throw e;
            }
            return runWithoutAgent(app.get(), e.problem());
        }
        try (Agent agent = started) {
            openSpool(agent);
            if (!canaries.isEmpty()) {
                CanaryWriter _ = agent.keepCanary(canaries, this::announce);
            }
            announce("listening on " + ListenAddress.text(agent.address()));
            return agent.run();
        }
    }

    /** Without it the agent does well: only the way by exec is missing. */
    private void openSpool(Agent agent) {
        try {
            agent.openSpool(System.getenv());
        } catch (FlysnapException e) {
            new ProblemView(spec.commandLine().getErr(), false).print(e.problem());
        }
    }

    private int runWithoutAgent(List<String> app, Problem problem) {
        new ProblemView(spec.commandLine().getErr(), false).print(problem);
        try (AppWithoutAgent server =
                AppWithoutAgent.start(this::listen, System.getenv(), problem)) {
            announce(
                    "the app starts without it; no snapshot can be quiesced. "
                            + server.address()
                                    .map(it ->
                                            "The reason is answered on " + ListenAddress.text(it))
                                    .orElse("Nothing listens"));
            return server.run(app, hidden());
        }
    }

    private AppSettings appSettings(List<String> app) {
        return new AppSettings(
                app,
                hidden(),
                health.map(AppSettings::health),
                Duration.ofSeconds(healthLimitSeconds),
                Duration.ofSeconds(stopLimitSeconds));
    }

    private Set<String> hidden() {
        return passToken
                ? Set.of(AgentToken.COPY_VARIABLE)
                : Set.of(AgentToken.VARIABLE, AgentToken.COPY_VARIABLE);
    }

    private AgentSettings settings() {
        Map<String, String> environment = System.getenv();
        return new AgentSettings(
                listen(),
                AgentToken.from(tokenFile, environment),
                AgentToken.forCopies(copyTokenFile, environment),
                DatabaseSet.of(databases),
                Duration.ofMillis(holdCeilingMs),
                appSqliteVersion,
                !noTruncate,
                MachineIdentity.from(environment));
    }

    private InetSocketAddress listen() {
        return ListenAddress.choose(listen, System.getenv(), listenPublic);
    }

    private void announce(String text) {
        spec.commandLine().getErr().println("flysnap agent: " + text);
    }
}
