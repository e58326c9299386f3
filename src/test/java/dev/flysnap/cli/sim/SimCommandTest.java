package dev.flysnap.cli.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code flysnap sim} as a process of its own, as users start it. */
@Timeout(60)
class SimCommandTest {
    @TempDir private Path directory;

    @Test
    void theLinesThatItPrintsOpenIt() throws IOException, InterruptedException {
        Process sim =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "sim",
                                "--app",
                                "shop",
                                "--dir",
                                directory.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader out = sim.inputReader()) {
            Map<String, String> exports = new HashMap<>();
            while (!exports.containsKey("FLY_API_TOKEN")) {
                String line = out.readLine();
                assertTrue(line != null, "it ended before it was ready");
                if (line.startsWith("export ")) {
                    String[] pair = line.substring(7).split("=", 2);
                    exports.put(pair[0], pair[1]);
                }
            }
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    URI.create(
                                            exports.getOrDefault("FLY_FLAPS_BASE_URL", "")
                                                    + "/v1/apps/shop"))
                            .header(
                                    "Authorization",
                                    "Bearer " + exports.getOrDefault("FLY_API_TOKEN", ""))
                            .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                assertEquals(
                        200,
                        client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode());
            }
            sim.destroy();
            assertTrue(sim.waitFor(20, TimeUnit.SECONDS), "SIGTERM ends it");
        } finally {
            var _ = sim.destroyForcibly();
        }
        assertFalse(sim.isAlive());
    }

    @Test
    void whatCannotBeIsAUsageErrorThatSaysWhatCan() {
        assertTrue(refused("--switch", "skip-launch=maybe").contains("it can be obeyed, ignored"));
        assertTrue(refused("--fault", "volumes.create=explode").contains("cut-before"));
        assertTrue(refused("--run", "image").contains("NAME=VALUE"));
    }

    private static String refused(String... arguments) {
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "sim";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int exit =
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(all);
        assertEquals(2, exit, err.toString());
        return err.toString();
    }
}
