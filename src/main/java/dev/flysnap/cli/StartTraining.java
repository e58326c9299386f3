package dev.flysnap.cli;

import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.seal.NewIdentity;
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
import java.util.stream.Stream;

/**
 * What java is shown when its start-up cache is made: {@code StartTraining STATE_DIR START_DIR
 * CACHE} writes the start files, and runs short commands against a simulated Fly, where the
 * environment's {@code FLY_FLAPS_BASE_URL} says; for the caches {@code look….aot} only those that
 * look. No command of the program; the build starts it.
 */
final class StartTraining {
    private static final String APP = TrainingFly.APP;
    private static final String CACHE_TO_LOOK = "look.";

    private static final String CLASS = ".class";

    /** Fly speaks HTTP/2 over TLS, the simulated Fly does not. */
    private static final String HTTP_2 = "okhttp3/internal/http2/";

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        boolean onlyLooks = arguments[2].startsWith(CACHE_TO_LOOK);
        List<String> state = List.of("--state-dir=" + arguments[0]);
        List<List<String>> looks =
                List.of(
                        with(state, "list", APP),
                        // Where there is no file.
                        with(state, "list", APP, "--config=/dev/null"),
                        with(state, "status", "--app", APP),
                        with(state, "runs"));
        writeFiles();
        Process fly = TrainingFly.start(arguments[1]);
        System.setProperty(CommandFolder.PROPERTY, arguments[1]);
        StopSignals.receiveDuringWork(new PrintWriter(Writer.nullWriter()));
        Preparation.begin(System.getenv(), "list");
        if (TrainingFly.speaksTls()) {
            loadHttp2();
            readCertificates();
        }
        try {
            run(looks);
            if (!onlyLooks) {
                AgentTraining.train(directory);
                Preparation.begin(System.getenv(), "extract");
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
                                with(state, plainExtract(directory)),
                                List.of("verify", database(directory)),
                                List.of("copies", "verify", copies(directory)),
                                List.of("copies", "list", copies(directory)),
                                List.of(
                                        "copies",
                                        "prune",
                                        copies(directory),
                                        "--keep-last=1",
                                        "--dry-run"),
                                with(
                                        state,
                                        "restore",
                                        copies(directory),
                                        "--app",
                                        APP,
                                        "--path=/data/app.db",
                                        "--image=training:1",
                                        "--vm-size=shared-cpu-1x",
                                        "--mount-path=/data",
                                        "--dry-run"),
                                with(state, "sources", APP),
                                with(state, "rescue", APP)));
            }
        } finally {
            fly.destroy();
        }
        Main.end(0);
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

    /** Of the agent's database. What is sealed with a new key is never read again. */
    private static String[] extract(Path directory, String method) {
        return new String[] {
            "extract",
            "--source=" + database(directory),
            "--to=" + directory.resolve(method),
            "--method=" + method,
            "--compress=3",
            "--recipient=" + NewIdentity.generate()
        };
    }

    private static String[] plainExtract(Path directory) {
        return new String[] {
            "extract",
            APP,
            "--source=" + database(directory),
            "--to=" + copies(directory),
            "--plaintext",
            "--method=raw"
        };
    }

    private static String database(Path directory) {
        return directory.resolve(AgentTraining.DATABASE).toString();
    }

    private static String copies(Path directory) {
        return directory.resolve("copies") + "/";
    }

    private static List<String> with(List<String> options, String... words) {
        return Stream.concat(List.of(words).stream(), options.stream()).toList();
    }

    private StartTraining() {}
}
