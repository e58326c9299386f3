package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.Simulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a short command does not do at each start. */
class QuickStartIT {
    private static final String JDK = System.getProperty("java.home");

    /**
     * Java keeps none of those that its flight recorder knows, and writes one to hear of signals.
     */
    private static final int MOST_CLASSES_BESIDES = 12;

    /** A thousand without a cache for it. */
    private static final int MOST_CLASSES_BESIDES_OVER_TLS = 80;

    @TempDir private Path temporary;

    @Test
    void aListTakesItsClassesFromTheStartCacheAndHasNoneWritten() throws Exception {
        List<String> all;
        try (Simulator fly = Simulator.start(SimSettings.scripted().withApp("shop"))) {
            all = loadedBy("shop", fly.baseUrl(), fly.token(), "");
        }
        assertTrue(
                all.stream().noneMatch(it -> it.startsWith("sun.security.ec.SunEC ")),
                "without TLS no security provider is needed");
        assertAllFromTheCache(besides(all));
    }

    @Test
    void soDoACopyAndACheckOfALocalDatabase() throws Exception {
        Path database = database();
        Path copy = temporary.resolve("copy.db");
        String state = "--state-dir=" + temporary.resolve("state");
        List<String> all =
                loadedBy(
                        Map.of(),
                        "",
                        "extract",
                        "shop",
                        "--source=" + database,
                        "--to=" + copy,
                        state);
        assertTrue(
                all.stream().noneMatch(it -> it.startsWith("okhttp3.")),
                "nobody is asked, so no client is needed");
        assertAllFromTheCache(besides(all));
        assertAllFromTheCache(besides(loadedBy(Map.of(), "", "verify", database.toString())));
    }

    /** Java begins with powers of five up to 5^65536: 20 ms. */
    @Test
    void noDecimalNumberIsNeeded() throws Exception {
        Path database = database();
        Path initialized = temporary.resolve("initialized");
        String log = "-Xlog:class+init:file='%s':none".formatted(initialized);
        for (List<String> command :
                List.of(
                        List.of(
                                "extract",
                                "--source=" + database,
                                "--to=" + temporary.resolve("copies") + "/",
                                "--plaintext",
                                "--method=raw",
                                "--state-dir=" + temporary.resolve("state")),
                        List.of("copies", "verify", temporary.resolve("copies") + "/"),
                        List.of("verify", database.toString(), "--timeout=1m"))) {
            var _ = loadedBy(Map.of(), log, command.toArray(String[]::new));
            assertEquals(
                    List.of(),
                    Files.readAllLines(initialized).stream()
                            .filter(it -> it.contains("'java/math/BigDecimal'"))
                            .toList(),
                    command::toString);
        }
    }

    private Path database() throws SQLException {
        Path database = temporary.resolve("app.db");
        try (Connection app = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = app.createStatement()) {
            statement.execute("CREATE TABLE songs (title TEXT)");
        }
        return database;
    }

    private static void assertAllFromTheCache(List<String> besides) {
        assertTrue(besides.size() <= MOST_CLASSES_BESIDES, besides::toString);
        List<String> written =
                besides.stream()
                        .filter(it -> it.contains("LambdaForm") || it.contains("$$Lambda"))
                        .toList();
        assertEquals(List.of(), written);
        assertEquals(
                List.of(), besides.stream().filter(it -> it.contains("source: file:")).toList());
    }

    /** As from a laptop. The build's own simulated Fly knows TLS. */
    @Test
    void soItDoesOverTls() throws Exception {
        Path key = temporary.resolve("key");
        int made =
                new ProcessBuilder(
                                JDK + "/bin/keytool",
                                "-genkeypair",
                                "-alias",
                                "fly",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=localhost",
                                "-ext",
                                "SAN=IP:127.0.0.1",
                                "-storepass",
                                "training",
                                "-keystore",
                                key.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
        assertEquals(0, made);
        String address = "https://127.0.0.1:" + freePort();
        String trust =
                "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=training"
                        .formatted(key);
        ProcessBuilder fly =
                new ProcessBuilder(
                        JDK + "/bin/java",
                        "-Djavax.net.ssl.keyStore=" + key,
                        "-Djavax.net.ssl.keyStorePassword=training",
                        "-cp",
                        "target/flysnap.jar",
                        "dev.flysnap.cli.TrainingFly",
                        temporary.resolve("start").toString());
        Files.createDirectory(temporary.resolve("start"));
        fly.environment().put("FLY_FLAPS_BASE_URL", address);
        Process started = fly.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            assertEquals('.', started.getInputStream().read());
            List<String> besides = besides(loadedBy("training", address, "training", trust));
            assertTrue(besides.size() <= MOST_CLASSES_BESIDES_OVER_TLS, besides::toString);
        } finally {
            started.destroy();
            int _ = started.waitFor();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0)) {
            return any.getLocalPort();
        }
    }

    private static List<String> besides(List<String> loaded) {
        return loaded.stream().filter(it -> !it.endsWith("source: shared objects file")).toList();
    }

    /** By {@code flysnap list}. */
    private List<String> loadedBy(String app, String address, String token, String options)
            throws Exception {
        return loadedBy(
                Map.of("FLY_API_TOKEN", token, "FLY_FLAPS_BASE_URL", address),
                options,
                "list",
                app,
                "--config=/dev/null",
                "--state-dir=" + temporary.resolve("state"));
    }

    /**
     * By a command that ends well.
     *
     * @param options more for java
     */
    private List<String> loadedBy(
            Map<String, String> environment, String options, String... command) throws Exception {
        Path loaded = temporary.resolve("loaded");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Stream.concat(Stream.of("bin/flysnap"), Stream.of(command)).toList());
        builder.environment().putAll(environment);
        builder.environment().put("FLYSNAP_JAVA_HOME", javaThatLogs(loaded, options).toString());
        assertEquals(0, builder.inheritIO().start().waitFor());
        return Files.readAllLines(loaded);
    }

    /** As {@code bin/flysnap} starts it, but for what it says. */
    private Path javaThatLogs(Path loaded, String options) throws Exception {
        Path home = Files.createTempDirectory(temporary, "jdk");
        Files.copy(Path.of(JDK, "release"), home.resolve("release"));
        Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/sh
                for option; do
                    shift
                    [ "$option" = -Xlog:disable ] || set -- "$@" "$option"
                done
                exec '%s/bin/java' %s -Xlog:class+load:file='%s':none "$@"
                """
                        .formatted(JDK, options, loaded));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createSymbolicLink(home.resolve("bin/javac"), Path.of(JDK, "bin/javac"));
        return home;
    }
}
