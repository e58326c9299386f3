package dev.flysnap.cli.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import dev.flysnap.cli.ShopWithAgent;
import dev.flysnap.cli.file.ConfigFile;
import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.Load;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** {@code flysnap init} as users start it: in the app's folder. */
@Timeout(180)
class InitCommandTest {
    @TempDir private Path directory;
    private Path folder;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void makeAnApp() throws IOException {
        folder = Files.createDirectory(directory.resolve("app"));
        Files.writeString(
                folder.resolve("fly.toml"),
                """
                app = "shop"
                [env]
                  DATABASE_PATH = "/data/shop.db"
                [mounts]
                  source = "data"
                  destination = "/data"
                """);
        Files.writeString(
                folder.resolve("Dockerfile"), "FROM node:22-slim\nCMD [\"node\", \"server.js\"]\n");
    }

    private Ended flysnap(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = Load.java(Main.class, arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("FLY") || it.startsWith("XDG"));
        builder.environment().put("HOME", directory.toString());
        builder.environment().putAll(environment);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it ends");
        return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    @Test
    void withoutATokenOfFlysEverythingButTheChecksIsDoneAndNothingTwice() throws Exception {
        Ended first = flysnap(Map.of(), "init", "--yes");
        assertEquals(0, first.exit(), first.err());
        Config config = Config.load(ConfigFlags.NONE, Map.of(), folder, directory);
        assertEquals(Optional.of(new AppName("shop")), config.app());
        Path token = directory.resolve(".local/state/flysnap/hook-tokens/shop.env");
        String secret = Files.readString(token);
        assertTrue(secret.matches("FLYSNAP_HOOK_TOKEN=[0-9a-f]{64}\n"), "the token is random");
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(token)));
        assertFalse(first.out().contains(secret.substring(20, 40)), "it is not shown");
        for (String expected :
                List.of(
                        "found     database /data/shop.db ([env] DATABASE_PATH of fly.toml)",
                        "fly secrets import --stage --app shop < " + token,
                        "CMD [\"flysnap\",\"agent\",\"--db\",\"main=/data/shop.db\",\"--\",\"node\",\"server.js\"]",
                        "fly tokens create readonly -o ORG",
                        "left out  token      none is set")) {
            assertTrue(first.out().contains(expected), () -> expected + " in " + first.out());
        }

        String written = Files.readString(folder.resolve("flysnap.toml"));
        Files.writeString(folder.resolve("flysnap.toml"), written + "# mine\n");
        ConfigFile mine = new ConfigFile(folder.resolve("flysnap.toml"), false);
        for (Executable touch : List.<Executable>of(mine::check, () -> mine.write("app = 'x'"))) {
            FlysnapException kept = assertThrows(FlysnapException.class, touch);
            assertEquals("config-exists", kept.problem().code());
            assertEquals(2, kept.problem().exit().number());
        }
        assertEquals(written + "# mine\n", Files.readString(folder.resolve("flysnap.toml")));
        Ended replaced =
                flysnap(Map.of(), "init", "--replace", "--json", "--db", "orders=/data/shop.db");
        assertEquals(0, replaced.exit(), replaced.err());
        assertEquals(written, Files.readString(folder.resolve("flysnap.toml")));
        assertEquals(secret, Files.readString(token), "the app may have that one already");
        Json.Obj json = JsonText.parseObject(replaced.out());
        assertEquals(Optional.of("shop"), json.text("app"));
        assertEquals(Optional.of("orders"), json.objects("databases").getFirst().text("name"));
    }

    @Test
    void whatStaysOpenIsAnErrorAndNothingIsWritten() throws Exception {
        StringWriter err = new StringWriter();
        Path unwritten = folder.resolve("flysnap.toml");
        int exit =
                Main.commandLine(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
                        .execute(
                                "init",
                                "shop",
                                "--config=" + unwritten,
                                "--state-dir=" + directory.resolve("state"));
        assertEquals(2, exit, err::toString);
        assertTrue(err.toString().contains("code: init-database-unknown"), err::toString);
        assertFalse(Files.exists(unwritten) || Files.exists(directory.resolve("state")));
        Ended dry = flysnap(Map.of(), "init", "--yes", "--dry-run");
        assertEquals(0, dry.exit(), dry.err());
        assertTrue(dry.out().contains("    app = \"shop\""), dry.out());
        assertFalse(Files.exists(folder.resolve("flysnap.toml")));
        assertFalse(Files.exists(directory.resolve(".local")), "no token either");
    }

    @Test
    void withATokenTheAppIsLookedAtAndTheHookIsFoundOrNotYet() throws Exception {
        try (ShopWithAgent shop =
                ShopWithAgent.mountedAt(Path.of("/data"), directory.resolve("shop"), "shop")) {
            Map<String, String> fly =
                    Map.of("FLY_FLAPS_BASE_URL", shop.baseUrl(), "FLY_API_TOKEN", shop.token());
            Ended init = flysnap(fly, "init", "--yes");
            assertEquals(13, init.exit(), init.out());
            assertTrue(words(init.out()).contains(" ok token accepted by Fly"), init.out());
            assertTrue(
                    init.out().contains("is not on"),
                    "the stand-in's database is not below /data: " + init.out());
            shop.silence();
            Ended doctor = flysnap(fly, "doctor");
            assertEquals(0, doctor.exit(), doctor.err());
            assertTrue(
                    words(doctor.out()).contains("to do hook not deployed yet, or not reached"),
                    doctor.out());
            assertTrue(
                    doctor.out().contains("Next: Try another transport:"),
                    () -> "a create would fail without the hook: " + doctor.out());
        }
    }

    /** Without the widths of the table's columns. */
    private static String words(String text) {
        return text.replaceAll(" +", " ");
    }
}
