package dev.flysnap.cli.sim;

import dev.flysnap.cli.file.OutputFile;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.ShellWords;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.VolumeBackend;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code flysnap sim}: a simulated Fly on this computer. */
@Command(
        name = "sim",
        subcommands = {
            SimVolumeCommand.class,
            SimSecretsCommand.class,
            SimDeployCommand.class,
            SimScaleCommand.class,
            SimMigrateCommand.class
        },
        description = {
            "Simulates Fly on this computer, for tests and to try things out.",
            "Machines are processes, volumes are folders. It listens on loopback"
                    + " only, and accepts the token that it prints. Ctrl-C ends it and all machines."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "flyctl works against it too: volumes, machine, apps list, status, releases,",
            "logs --no-tail, scale show and secrets list; the simulator's page lists them.",
            "",
            "Examples:",
            "  flysnap sim --app shop",
            "  flysnap sim --app shop --dir ./fly \\",
            "      --run 'registry.fly.io/shop:1=./shop --port 8080'",
            "  flysnap sim --app shop --volumes blocks",
            "  flysnap sim --app shop --fault volumes.create@1=cut-after \\",
            "      --switch skip-launch=ignored"
        })
public final class SimCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Option(
            names = "--app",
            paramLabel = "NAME[:ORG]",
            description = "An app that exists from the start. May be repeated.")
    private List<String> apps = List.of();

    @Option(
            names = "--run",
            paramLabel = "IMAGE=COMMAND",
            description = "The command that an image runs, split as a shell does. May be repeated.")
    private List<String> images = List.of();

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Keep the state there; machines that ran are started again next time. Without it nothing is kept.")
    private Optional<Path> directory;

    @Option(
            names = "--volumes",
            paramLabel = "KIND",
            defaultValue = "folders",
            description = {
                "folders, or blocks: ext4 on loop devices, whose snapshots contain what survives a power loss, as on Fly.",
                "Linux, root, xfsprogs. Default: ${DEFAULT-VALUE}."
            })
    private VolumeBackend volumes;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port on 127.0.0.1. Default: any free one.")
    private int port;

    @Option(
            names = "--speed",
            paramLabel = "SPEED",
            defaultValue = "fast",
            description =
                    "How long asynchronous work takes: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Delays.Speed speed;

    @Option(
            names = "--switch",
            paramLabel = "NAME=VALUE",
            description =
                    "Decide something that Fly's documentation leaves open; a wrong NAME lists all of them.")
    private List<String> switches = List.of();

    @Option(
            names = "--fault",
            paramLabel = "CALL[@N]=KIND",
            description = {
                "Make the Nth such call fail. CALL is an operation such as volumes.create, or 'METHOD /PATH' with *.",
                "KIND is status:CODE[:BODY], stall:SECONDS, cut-before, cut-after or half-body."
            })
    private List<String> faults = List.of();

    @Option(
            names = "--app-token",
            paramLabel = "APP",
            description = "Print one more token, for that app only.")
    private List<String> appTokens = List.of();

    @Option(names = "--readonly-token", description = "Print one more token, which can only read.")
    private boolean readOnlyToken;

    @Option(
            names = "--ready-file",
            paramLabel = "FILE",
            description = "Written atomically, as JSON, when the simulator is ready.")
    private Optional<Path> readyFile;

    @Option(
            names = "--while-stdin-open",
            hidden = true,
            description =
                    "End when stdin ends, which happens whenever the starting process is gone.")
    private boolean whileStdinOpen;

    @Option(
            names = "--remove-at-end",
            paramLabel = "DIR",
            hidden = true,
            description = "Removes that demo directory when it ends.")
    private Optional<Path> removeAtEnd;

    @Option(names = "--json", description = "Print one JSON document instead of lines to paste.")
    private boolean json;

    @Override
    public Integer call() {
        if (volumes == VolumeBackend.BLOCKS && !BlockDeviceLauncher.entered()) {
            StopSignals.receiveInBackground(spec.commandLine().getErr());
            return BlockDeviceLauncher.runInside();
        }
        readyFile.ifPresent(OutputFile::check);
        List<Fault> queued = faults.stream().map(text -> parse(() -> Fault.parse(text))).toList();
        StopSignals.receiveInBackground(spec.commandLine().getErr());
        try (SimulatorLife life = new SimulatorLife(removeAtEnd)) {
            Optional<Simulator> started = life.start(this::settings);
            if (started.isPresent()) {
                queued.forEach(started.get().faults()::queue);
                if (whileStdinOpen) {
                    life.endWithStdin();
                }
                printReady(started.get());
                life.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.DONE.number();
    }

    private SimSettings settings() {
        Switches chosen = Switches.DEFAULTS;
        for (String it : switches) {
            List<String> pair = pair("--switch", it);
            Switches before = chosen;
            chosen = parse(() -> before.with(pair.getFirst(), pair.getLast()));
        }
        Map<String, List<String>> commands = new LinkedHashMap<>();
        for (String it : images) {
            List<String> pair = pair("--run", it);
            commands.put(pair.getFirst(), parse(() -> ShellWords.split(pair.getLast())));
        }
        SimSettings settings =
                directory
                        .map(it -> SimSettings.real(it, volumes))
                        .orElseGet(() -> SimSettings.real(volumes));
        settings = settings.withSwitches(chosen).withSpeed(speed).withPort(port);
        for (var it : commands.entrySet()) {
            settings = settings.withImage(it.getKey(), it.getValue());
        }
        for (String it : apps) {
            int colon = it.indexOf(':');
            settings =
                    colon < 0
                            ? settings.withApp(it)
                            : settings.withApp(it.substring(0, colon), it.substring(colon + 1));
        }
        for (String app : appTokens) {
            settings = settings.withScope(TokenScope.forApp(SimSettings.newToken(), app));
        }
        return readOnlyToken
                ? settings.withScope(TokenScope.forReading(SimSettings.newReadOnlyToken()))
                : settings;
    }

    private List<String> pair(String option, String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), option + " needs NAME=VALUE, not \"" + text + "\"");
        }
        return List.of(text.substring(0, equals), text.substring(equals + 1));
    }

    private <T> T parse(Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private record Ready(String baseUrl, String token, List<String> moreTokens, long pid) {}

    private void printReady(Simulator sim) {
        Json.Obj ready =
                Records.write(
                        Ready.class,
                        new Ready(
                                sim.baseUrl(),
                                sim.token(),
                                sim.scopes().stream().skip(1).map(TokenScope::token).toList(),
                                BlockDeviceLauncher.pid()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonText.printPretty(ready));
        } else {
            out.println("# A simulated Fly. Paste these lines into the shell that uses it:");
            out.println("export FLY_FLAPS_BASE_URL=" + sim.baseUrl());
            out.println("export FLY_API_BASE_URL=" + sim.baseUrl());
            out.println("export FLY_API_TOKEN=" + sim.token());
            sim.scopes().stream()
                    .skip(1)
                    .forEach(it -> out.println("# or, " + it.description() + ": " + it.token()));
            out.println("# Ctrl-C ends it and all its machines.");
        }
        out.flush();
        readyFile.ifPresent(it -> OutputFile.write(it, JsonText.print(ready)));
    }
}
