package dev.flysnap.cli;

import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.problem.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * What java is shown when its start-up cache is made: {@code StartTraining STATE_DIR START_DIR
 * CACHE} writes the start files, and runs short commands against a simulated Fly, where the
 * environment's {@code FLY_FLAPS_BASE_URL} says; for the caches {@code look….aot} only those that
 * look, for {@code copy.aot} those that copy files of this computer. No command of the program; the
 * build starts it.
 */
final class StartTraining {
    private static final String APP = TrainingFly.APP;
    private static final String CACHE_TO_LOOK = "look.";
    private static final String CACHE_TO_COPY = "copy.aot";

    private static final String CLASS = ".class";

    /** Fly speaks HTTP/2 over TLS, the simulated Fly does not. */
    private static final String HTTP_2 = "okhttp3/internal/http2/";

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        String state = "--state-dir=" + directory;
        CopyTraining copies = new CopyTraining(directory, state);
        writeFiles();
        Process fly = TrainingFly.start(arguments[1]);
        System.setProperty(CommandFolder.PROPERTY, arguments[1]);
        StopSignals.receiveDuringWork(new PrintWriter(Writer.nullWriter()));
        try {
            if (arguments[2].equals(CACHE_TO_COPY)) {
                copies.createDatabase();
                copy(copies);
            } else {
                look(state);
                if (!arguments[2].startsWith(CACHE_TO_LOOK)) {
                    AgentTraining.train(directory);
                    copy(copies);
                    change(state, copies.store());
                }
            }
        } finally {
            fly.destroy();
        }
        Main.end(0);
    }

    private static void look(String state)
            throws IOException, ClassNotFoundException, GeneralSecurityException {
        Preparation.begin(System.getenv(), "list");
        if (TrainingFly.speaksTls()) {
            loadHttp2();
            readCertificates();
        }
        run(
                List.of(
                        List.of("list", APP, state),
                        // Where there is no file.
                        List.of("list", APP, "--config=/dev/null", state),
                        List.of("status", "--app", APP, state),
                        List.of("runs", state)));
    }

    private static void copy(CopyTraining copies) throws IOException {
        Preparation.begin(System.getenv(), "extract");
        copies.syncSteadily();
        run(copies.commands());
    }

    private static void change(String state, String store) {
        run(
                List.of(
                        List.of("create", APP, state),
                        List.of(
                                "restore",
                                "latest",
                                "--app",
                                APP,
                                "--volume-only",
                                "--dry-run",
                                state),
                        List.of(
                                "restore",
                                store,
                                "--app",
                                APP,
                                "--path=/data/app.db",
                                "--image=training:1",
                                "--vm-size=shared-cpu-1x",
                                "--mount-path=/data",
                                "--dry-run",
                                state),
                        List.of("sources", APP, state),
                        List.of("rescue", APP, state)));
    }

    /** As most have them, in the current folder; once, since several trainings may run in it. */
    private static void writeFiles() throws IOException {
        Path login = Path.of("fly", "config.yml");
        if (Files.exists(login)) {
            return;
        }
        Files.writeString(
                Path.of("flysnap.toml"),
                """
                # Made by flysnap.
                app = "training"

                [hook]
                databases = ["main=/data/app.db"]
                """);
        Files.writeString(
                Path.of("fly.toml"),
                """
                # fly.toml app configuration file
                #
                # See https://fly.io/docs/reference/configuration/ …
                app = 'training'
                primary_region = "ams"

                # Time to stop.
                kill_signal = "SIGTERM"
                kill_timeout = 60

                [build]
                  dockerfile = "Dockerfile"

                [env]
                  PORT = "8080"

                [processes]
                  app = "bin/server"
                  worker = "bin/worker --every '*/30 * * * *'"

                # The database.
                [[mounts]]
                  source = "data"
                  destination = "/data"
                  initial_size = "1gb"
                  processes = ["app"]

                [http_service]
                  internal_port = 8080
                  force_https = true
                  auto_stop_machines = 'stop'
                  min_machines_running = 0
                  processes = ['app', "worker"]

                [[restart]]
                  policy = "always"
                  processes = ["app"]

                [[vm]]
                  memory = '256mb'
                  cpus = 1
                """);
        Files.createDirectories(login.getParent());
        Files.writeString(login, "access_token: " + APP + "\n");
    }

    private static void loadHttp2() throws IOException, ClassNotFoundException {
        URL one =
                Objects.requireNonNull(
                        ClassLoader.getSystemResource(HTTP_2 + "Http2Connection" + CLASS));
        try (JarFile jar = ((JarURLConnection) one.openConnection()).getJarFile()) {
            for (String name : jar.stream().map(JarEntry::getName).toList()) {
                if (name.startsWith(HTTP_2) && name.endsWith(CLASS)) {
                    var _ =
                            Class.forName(
                                    name.substring(0, name.length() - CLASS.length())
                                            .replace('/', '.'));
                }
            }
        }
    }

    /** The training trusts the simulated Fly alone, the commands those that come with java. */
    private static void readCertificates() throws GeneralSecurityException {
        Path file = Path.of(System.getProperty("java.home"), "lib", "security", "cacerts");
        try {
            var _ = KeyStore.getInstance(file.toFile(), "changeit".toCharArray());
        } catch (IOException e) {
            // Somebody has given it another password.
        }
    }

    private static void run(List<List<String>> commands) {
        for (List<String> command : commands) {
            PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
            int exit = Main.run(nowhere, nowhere, command.toArray(String[]::new));
            if (exit != ExitCode.DONE.number()) {
                // A cache that has learnt from failures would be used like any other.
                throw new IllegalStateException("%s ended with %d".formatted(command, exit));
            }
        }
    }

    private StartTraining() {}
}
