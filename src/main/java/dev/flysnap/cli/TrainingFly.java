package dev.flysnap.cli;

import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.json.Json;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import dev.flysnap.sim.http.exchange.TokenScope;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sim.volume.VolumeRules;
import dev.flysnap.sim.world.SimVolume;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * The simulated Fly of {@link StartTraining}. It and the help text of all commands have a process
 * of their own: what the other one loads, each command will load.
 */
final class TrainingFly {
    /** Its only app, and the token in the login's file that the build has written. */
    static final String APP = "training";

    private static final String TLS = "https";

    /** Of the file with a key that the build has made; the other process trusts it. */
    private static final String STORE = "javax.net.ssl.trustStore";

    private static final int READY = '.';

    /** Whether it is asked over TLS, as from outside Fly. */
    static boolean speaksTls() {
        return address().getScheme().equals(TLS);
    }

    /**
     * @param directory where the start files are written, if none are there
     */
    static Process start(String directory) throws IOException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path")));
        if (speaksTls()) {
            command.add("-Djavax.net.ssl.keyStore=" + System.getProperty(STORE));
            command.add(
                    "-Djavax.net.ssl.keyStorePassword=" + System.getProperty(STORE + "Password"));
        }
        command.addAll(List.of(TrainingFly.class.getName(), directory));
        Process fly =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        if (fly.getInputStream().read() != READY) {
            throw new IOException("the simulated Fly did not start");
        }
        return fly;
    }

    /** Until it is ended, or nobody is there any more. */
    public static void main(String[] arguments) throws IOException {
        Path start = Path.of(arguments[0]);
        // Others may be reading them.
        if (!Files.exists(CommandFolder.in(start))) {
            StartFiles.write(start);
        }
        try (Simulator fly =
                Simulator.start(
                        SimSettings.scripted()
                                .withSpeed(Delays.Speed.INSTANT)
                                .withSwitches(Switches.DEFAULTS.with("rate-limits", "none"))
                                .withApp(APP)
                                .withPort(speaksTls() ? 0 : address().getPort())
                                .withScope(TokenScope.forEverything(APP)))) {
            if (speaksTls()) {
                InetAddress here = InetAddress.getLoopbackAddress();
                ServerSocket door =
                        SSLServerSocketFactory.getDefault()
                                .createServerSocket(address().getPort(), 0, here);
                inBackground(() -> {
                    while (true) {
                        Socket from = door.accept();
                        Socket to = new Socket(here, URI.create(fly.baseUrl()).getPort());
                        inBackground(() -> pass(from, to));
                        inBackground(() -> pass(to, from));
                    }
                });
            }
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

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            var _ = from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void inBackground(Work work) {
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            try {
                                work.run();
                            } catch (IOException e) {
                                // One end has closed it.
                            }
                        });
    }

    private static URI address() {
        return URI.create(Objects.requireNonNull(System.getenv("FLY_FLAPS_BASE_URL")));
    }

    private TrainingFly() {}
}
