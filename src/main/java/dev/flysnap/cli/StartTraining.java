package dev.flysnap.cli;

import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.http.exchange.TokenScope;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What java is shown when its start-up cache is made: {@code StartTraining STATE_DIR HELP} writes
 * down the help text, and runs short commands against a simulated Fly, where the environment's
 * {@code FLY_FLAPS_BASE_URL} says. No command of the program; the build starts it.
 */
final class StartTraining {
    private static final String APP = "training";

    public static void main(String[] arguments) throws IOException {
        KeptText.keep(Path.of(arguments[1]));
        AgentTraining.train(Path.of(arguments[0]));
        List<String> state = List.of("--state-dir", arguments[0], "--config", "/dev/null");
        try (Simulator _ =
                Simulator.start(
                        SimSettings.scripted()
                                .withApp(APP)
                                .withPort(URI.create(environment("FLY_FLAPS_BASE_URL")).getPort())
                                .withScope(
                                        TokenScope.forEverything(environment("FLY_API_TOKEN"))))) {
            for (List<String> command :
                    List.of(
                            List.of("--version"),
                            List.of("--help"),
                            List.of("create", "--help"),
                            with(state, "list", APP),
                            with(state, "status", "--app", APP),
                            List.of("runs", "--state-dir", arguments[0]),
                            with(state, "create", APP, "--dry-run"),
                            with(
                                    state,
                                    "extract",
                                    "--source=" + arguments[0] + "/training.db",
                                    "--to=" + arguments[0] + "/copy.zst",
                                    "--compress=3"))) {
                PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
                int _ = Main.run(nowhere, nowhere, command.toArray(String[]::new));
            }
        }
        System.exit(0);
    }

    private static String environment(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    private static List<String> with(List<String> options, String... words) {
        return Stream.concat(List.of(words).stream(), options.stream()).toList();
    }

    private StartTraining() {}
}
