package dev.flysnap.cli;

import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.json.Json;
import dev.flysnap.seal.NewIdentity;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.SimVolume;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What java is shown when its start-up cache is made: {@code StartTraining STATE_DIR START_DIR
 * CACHE} writes the start files, and runs short commands against a simulated Fly, where the
 * environment's {@code FLY_FLAPS_BASE_URL} says; for the cache {@code look.aot} only those that
 * look. No command of the program; the build starts it.
 */
final class StartTraining {
    private static final String APP = "training";

    /**
     * The simulated Fly and the help text of all commands have a process of their own: what this
     * one loads, each command will load.
     */
    private static final String FLY = "fly";

    private static final String CACHE_TO_LOOK = "look.aot";
    private static final int READY = '.';

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals(FLY)) {
            StartFiles.write(Path.of(arguments[1]));
            beFly();
            return;
        }
        Path directory = Path.of(arguments[0]);
        boolean onlyLooks = arguments[2].equals(CACHE_TO_LOOK);
        List<String> state = List.of("--state-dir=" + arguments[0]);
        List<List<String>> looks =
                List.of(
                        with(state, "list", APP),
                        // Where there is no file.
                        with(state, "list", APP, "--config=/dev/null"),
                        with(state, "status", "--app", APP),
                        with(state, "runs"));
        Process fly = fly(arguments[1]);
        System.setProperty(CommandFolder.PROPERTY, arguments[1]);
        StopSignals.receiveDuringWork(new PrintWriter(Writer.nullWriter()));
        Preparation.begin(System.getenv(), "list");
        try {
            run(looks);
            if (!onlyLooks) {
                AgentTraining.train(directory);
                run(
                        List.of(
                                with(state, "create", APP),
                                with(
                                        state,
                                        "restore",
                                        "latest",
                                        "--app",
                                        APP,
                                        "--volume-only",
                                        "--dry-run"),
                                with(state, extract(directory, "vacuum")),
                                with(state, extract(directory, "raw")),
                                with(state, plainExtract(directory))));
            }
        } finally {
            fly.destroy();
        }
        Main.end(0);
    }

    private static void run(List<List<String>> commands) {
        for (List<String> command : commands) {
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            int _ = Main.run(nowhere, nowhere, command.toArray(String[]::new));
        }
    }

    /** Of the agent's database. What is sealed with a new key is never read again. */
    private static String[] extract(Path directory, String method) {
        return new String[] {
            "extract",
            "--source=" + directory.resolve(AgentTraining.DATABASE),
            "--to=" + directory.resolve(method),
            "--method=" + method,
            "--compress=3",
            "--recipient=" + NewIdentity.generate()
        };
    }

    private static String[] plainExtract(Path directory) {
        return new String[] {
            "extract",
            "--source=" + directory.resolve(AgentTraining.DATABASE),
            "--to=" + directory.resolve("plain"),
            "--method=raw"
        };
    }

    private static Process fly(String start) throws IOException {
        Process fly =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StartTraining.class.getName(),
                                FLY,
                                start)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (fly.getInputStream().read() != READY) {
            throw new IOException("the simulated Fly did not start");
        }
        return fly;
    }

    /** Until it is ended, or nobody is there any more. */
    private static void beFly() throws IOException {
        try (Simulator fly =
                Simulator.start(
                        SimSettings.scripted()
                                .withSpeed(Delays.Speed.INSTANT)
                                .withSwitches(Switches.DEFAULTS.with("rate-limits", "none"))
                                .withApp(APP)
                                .withPort(URI.create(address()).getPort())
                                // As in the login's file that the build has written.
                                .withScope(TokenScope.forEverything(APP)))) {
            SimVolume volume =
                    fly.change(turn ->
                            VolumeRules.create(
                                    turn,
                                    APP,
                                    Json.Obj.empty()
                                            .with("name", "data")
                                            .with("region", "ams")
                                            .with("size_gb", 1)));
            var _ = fly.change(turn -> SnapshotRules.request(turn, APP, volume.id()));
            System.out.write(READY);
            System.out.flush();
            int _ = System.in.read();
        }
    }

    private static String address() {
        return Objects.requireNonNull(System.getenv("FLY_FLAPS_BASE_URL"));
    }

    private static List<String> with(List<String> options, String... words) {
        return Stream.concat(List.of(words).stream(), options.stream()).toList();
    }

    private StartTraining() {}
}
