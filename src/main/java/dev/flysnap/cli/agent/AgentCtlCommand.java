package dev.flysnap.cli.agent;

import dev.flysnap.agent.AgentClient;
import dev.flysnap.agent.setting.AgentToken;
import dev.flysnap.agent.setting.ListenAddress;
import dev.flysnap.contract.CheckRequest;
import dev.flysnap.contract.QuiesceRequest;
import dev.flysnap.contract.ResumeRequest;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.problem.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code flysnap agent ctl}: the agent's own client, for callers that can only run a command. */
@Command(
        name = "ctl",
        description = {
            "Asks the agent in this machine, and prints its answer as JSON, errors included (exit code 1)."
        },
        mixinStandardHelpOptions = true,
        subcommands = {AgentCtlCopyCommand.class, AgentCtlDatabases.class},
        footer = {
            "",
            "The token comes from FLYSNAP_HOOK_TOKEN or --token-file, the address from",
            "FLYSNAP_LISTEN, --listen, or the machine's private address.",
            "",
            "Examples:",
            "  flysnap agent ctl status",
            "  flysnap agent ctl quiesce --attempt run7/1 --hold-ms 1500",
            "  flysnap agent ctl resume 0f3a9c…",
            "  flysnap agent ctl check --attempt today --depth full"
        })
final class AgentCtlCommand implements Runnable {
    @Spec private CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            scope = ScopeType.INHERIT,
            description = "Where the agent listens.")
    private Optional<String> listen;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read the token from this file instead of FLYSNAP_HOOK_TOKEN.")
    private Optional<Path> tokenFile;

    @Option(
            names = "--copy-token-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Read the copy token from this file instead of FLYSNAP_COPY_TOKEN.")
    private Optional<Path> copyTokenFile;

    @Option(
            names = "--timeout-ms",
            paramLabel = "MS",
            defaultValue = "25000",
            scope = ScopeType.INHERIT,
            description = "Longest wait for the answer. Default: ${DEFAULT-VALUE}.")
    private int timeoutMs;

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "name a command: quiesce, resume, check, copy, status, files or databases");
    }

    @Command(
            name = "quiesce",
            description = "Syncs the databases to the disk, and blocks writers if asked to.",
            mixinStandardHelpOptions = true)
    int quiesce(
            @Option(
                            names = "--attempt",
                            paramLabel = "ID",
                            description =
                                    "The same attempt gets the same lease. Default: a new one.")
                    Optional<String> attempt,
            @Option(
                            names = "--hold-ms",
                            paramLabel = "MS",
                            defaultValue = "0",
                            description =
                                    "How long to block writers. Default: no longer than needed.")
                    long holdMs,
            @Option(
                            names = "--db",
                            paramLabel = "NAME",
                            description = "Only this database. May be repeated.")
                    List<String> databases) {
        QuiesceRequest request;
        try {
            request =
                    new QuiesceRequest(
                            attempt.orElseGet(() -> "ctl-" + UUID.randomUUID()),
                            holdMs,
                            Optional.ofNullable(databases).filter(it -> !it.isEmpty()));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return print(client().quiesce(request));
    }

    @Command(
            name = "resume",
            description = "Ends a hold: writers continue.",
            mixinStandardHelpOptions = true)
    int resume(@Parameters(paramLabel = "LEASE") String lease) {
        return print(client().resume(new ResumeRequest(lease)));
    }

    @Command(
            name = "check",
            description = {
                "Checks the databases while the app uses them, or shows how far that is.",
                "The same attempt, given again, asks for the same check."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Option(
                            names = "--attempt",
                            paramLabel = "ID",
                            required = true,
                            description = "Names the check.")
                    String attempt,
            @Option(
                            names = "--depth",
                            paramLabel = "LEVEL",
                            defaultValue = "quick",
                            description =
                                    "quick (quick_check) or full (integrity_check). Default: ${DEFAULT-VALUE}.")
                    CheckDepth depth,
            @Option(
                            names = "--limit-ms",
                            paramLabel = "MS",
                            defaultValue = "3600000",
                            description =
                                    "How long the check of one database may take. Default: ${DEFAULT-VALUE}.")
                    long limitMs,
            @Option(
                            names = "--db",
                            paramLabel = "NAME",
                            description = "Only this database. May be repeated.")
                    List<String> databases) {
        CheckRequest request;
        try {
            request =
                    new CheckRequest(
                            attempt,
                            depth,
                            limitMs,
                            Optional.ofNullable(databases).filter(it -> !it.isEmpty()));
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return print(client().check(request));
    }

    @Command(
            name = "status",
            description = "Shows the databases and the active hold.",
            mixinStandardHelpOptions = true)
    int status() {
        return print(client().status());
    }

    @Command(
            name = "files",
            description =
                    "Lists every SQLite file on the volume, known by its header, with who has it open.",
            mixinStandardHelpOptions = true)
    int files() {
        return print(client().files());
    }

    private AgentClient client() {
        return client(AgentToken.from(tokenFile, System.getenv()));
    }

    /** For level 3. */
    AgentClient copyClient() {
        return client(AgentToken.requireForCopies(copyTokenFile, System.getenv()));
    }

    private AgentClient client(AgentToken token) {
        return new AgentClient(
                // A client: the rule against public addresses is for listening.
                ListenAddress.choose(listen, System.getenv(), true),
                token,
                Duration.ofMillis(timeoutMs));
    }

    int print(AgentClient.Answer answer) {
        spec.commandLine().getOut().println(answer.json());
        return (answer.ok() ? ExitCode.DONE : ExitCode.FAILED).number();
    }
}
